//! TLS to a server: whom we trust, by libpq's modes.
//!
//! `verify-full` is rustls' own check. The weaker modes exist because servers
//! inside a company have certificates nobody signed or that name another host:
//! then the mode says what is not checked, and a warning says it to the user.

use super::target::{SslMode, Target};
use crate::source::Fault;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore};
use std::path::Path;
use std::sync::Arc;
use tokio_postgres_rustls::MakeRustlsConnect;

/// What makes TLS connections to `target`.
///
/// # Errors
/// When a certificate or key file cannot be used, or the system trusts nobody.
pub(super) fn connector(target: &Target) -> Result<MakeRustlsConnect, Fault> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = Verifier::new(target, &provider)?;
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| Fault::NoTls)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier));
    let config = match &target.client {
        None => builder.with_no_client_auth(),
        Some((cert, key)) => {
            let unusable = |path: &Path| Fault::CertificateFile(path.to_path_buf());
            let chain = certificates(cert)?;
            let secret = PrivateKeyDer::from_pem_file(key).map_err(|_| unusable(key))?;
            builder
                .with_client_auth_cert(chain, secret)
                .map_err(|_| unusable(key))?
        }
    };
    Ok(MakeRustlsConnect::new(config))
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, Fault> {
    let unusable = || Fault::CertificateFile(path.to_path_buf());
    let found: Vec<_> = CertificateDer::pem_file_iter(path)
        .map_err(|_| unusable())?
        .collect::<Result<_, _>>()
        .map_err(|_| unusable())?;
    if found.is_empty() {
        return Err(unusable());
    }
    Ok(found)
}

/// Checks a server's certificate as far as the mode asks.
#[derive(Debug)]
struct Verifier {
    provider: Arc<CryptoProvider>,
    check: Check,
}

#[derive(Debug)]
enum Check {
    /// Whoever answers is believed.
    Nothing,
    /// The chain, and the name if `name`.
    Chain {
        verifier: Arc<WebPkiServerVerifier>,
        /// Certificates the user gave himself: a server that shows one of them
        /// is believed without a chain (self-signed certificates).
        given: Vec<CertificateDer<'static>>,
        name: bool,
    },
}

impl Verifier {
    fn new(target: &Target, provider: &Arc<CryptoProvider>) -> Result<Self, Fault> {
        // As libpq: with a root certificate at hand, `require` checks the chain.
        let chain = match target.ssl {
            SslMode::VerifyCa | SslMode::VerifyFull => true,
            SslMode::Require => target.root.is_some(),
            SslMode::Disable | SslMode::Prefer => false,
        };
        let check = if chain {
            chain_check(target, provider)?
        } else {
            Check::Nothing
        };
        Ok(Self {
            provider: Arc::clone(provider),
            check,
        })
    }
}

fn chain_check(target: &Target, provider: &Arc<CryptoProvider>) -> Result<Check, Fault> {
    let given = match &target.root {
        Some(path) => certificates(path)?,
        None => Vec::new(),
    };
    let mut roots = RootCertStore::empty();
    if target.root.is_some() {
        roots.add_parsable_certificates(given.iter().cloned());
    } else {
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    }
    if roots.is_empty() {
        return Err(match &target.root {
            Some(path) => Fault::CertificateFile(path.clone()),
            None => Fault::Certificate("the system trusts no authority".to_owned()),
        });
    }
    let builder =
        WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider));
    let verifier = builder
        .build()
        .map_err(|_| Fault::Certificate("unusable authorities".to_owned()))?;
    Ok(Check::Chain {
        verifier,
        given,
        name: target.ssl == SslMode::VerifyFull,
    })
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Check::Chain {
            verifier,
            given,
            name,
        } = &self.check
        else {
            return Ok(ServerCertVerified::assertion());
        };
        if given.iter().any(|own| own.as_ref() == end_entity.as_ref()) {
            if *name {
                let parsed = ParsedCertificate::try_from(end_entity)?;
                rustls::client::verify_server_name(&parsed, server_name)?;
            }
            return Ok(ServerCertVerified::assertion());
        }
        let checked =
            verifier.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        match checked {
            // The chain was checked before the name.
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if !name => Ok(ServerCertVerified::assertion()),
            checked => checked,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, cert, dss, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<rustls::SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

/// The reason of a refused certificate, in a few English words of our own.
pub(super) fn reason(error: &Error) -> String {
    let Error::InvalidCertificate(error) = error else {
        return match error {
            Error::AlertReceived(alert) => format!("alert {alert:?}"),
            _ => "handshake failed".to_owned(),
        };
    };
    match error {
        CertificateError::UnknownIssuer => "unknown issuer".to_owned(),
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "expired".to_owned(),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "not valid yet".to_owned()
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "issued for another host".to_owned()
        }
        CertificateError::Revoked => "revoked".to_owned(),
        CertificateError::BadEncoding => "damaged".to_owned(),
        _ => "refused".to_owned(),
    }
}
