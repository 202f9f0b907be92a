//! French words of office prose by how often they come, most frequent first:
//! written from memory of the language, not counted. Drawn with a weight of one
//! by rank, as words of any text come about (Zipf), so that half of what is
//! drawn are the forty small words at the head.

/// Parted by white space, the most frequent first.
pub(super) const WORDS: &str = "
de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont
avec son cette aux ou mais comme on nous sa ont être été fait leur elle tout ces deux ses bien
même si entre faire dont sans encore aussi peut où vous non avait après ils très leurs notre
était avant doit temps autres peu depuis autre sous toute alors trois toutes lors tous moins
ainsi jour années travail pays selon premier contre fin nouveau première moment lorsque groupe
cas point mise part notamment grande chaque général fois jours partie petit celui ensemble
marché projet bon nombre trop mois quelques prix ville permet suite cours donc car niveau haut
système cependant rien question place vie plusieurs produits mieux jamais service services
entreprise produit équipe place résultats résultat public donner développement politique rapport
qualité recherche hors quatre action compte ordre juin prendre début semaine mettre loi eau
besoin client clients heures beaucoup effet importante société type exemple production vers
programme objectif objectifs soit région voir secteur toujours formation base sécurité matière
gestion activité activités site intérêt surtout droit conditions ligne maison seul afin moyenne
information informations possible chef usage valeur conseil direction bureau cadre dernier
demande demandes mesure mesures ensuite pendant réunion plan technique techniques énergie
ventes vente budget achat achats fournisseur fournisseurs commande commandes livraison stock
stocks atelier machine machines matériel outil outils pièce pièces contrôle contrôles chantier
chantiers étude études délai délais retard avance étape étapes planning calendrier prochaine
prochain dernière suivi bilan tableau tableaux annexe annexes synthèse analyse analyses
hausse baisse croissance coût coûts dépenses recettes montant total part taux indice moyen
facture factures devis contrat contrats offre offres appel réponse réponses dossier dossiers
document documents note notes courrier lettre page pages texte version modèle format
référence catalogue liste listes fichier fichiers logiciel application serveur réseau poste
postes écran clavier imprimante sauvegarde mise migration panne incident incidents maintenance
réparation entretien remplacement installation essai essais validation recette vérification
conforme conformité norme normes règle règles consigne consignes procédure procédures
processus méthode méthodes organisation responsable responsables équipes agents collègue
collègues partenaire partenaires prestataire filiale agence agences usine entrepôt magasin
magasins bâtiment bâtiments étage salle salles couloir porte fenêtre toiture façade parking
route routes rue transport transports camion camions véhicule véhicules trajet kilomètre
carburant moteur pneu frein circuit câble courant tension pression température chaleur
froid eau air bruit lumière surface hauteur largeur longueur poids volume mètre litre tonne
bois acier verre béton plastique papier carton tissu peinture couleur blanc noir rouge bleu
vert jaune gris clair foncé lourd léger rapide lent simple complexe difficile facile utile
nécessaire suffisant important principal principale commun commune local locale national
européen international économique financier financière social sociale industriel agricole
environnement nature forêt rivière mer montagne saison printemps été automne hiver janvier
février mars avril mai juillet août septembre octobre novembre décembre lundi mardi mercredi
jeudi vendredi matin midi soir nuit heure minute hier demain aujourd’hui bientôt souvent
parfois rarement enfin puis ensuite toutefois néanmoins pourtant malgré grâce parmi environ
presque seulement uniquement également notamment conformément actuellement régulièrement
rapidement directement largement précédent suivant actuel ancien futur annuel mensuel
trimestriel provisoire définitif complet partiel ouvert fermé prévu reçu envoyé transmis signé
validé refusé accepté proposé décidé retenu présenté examiné modifié ajouté supprimé corrigé
amélioré réduit augmenté terminé commencé lancé reporté annulé confirmé rappelle précise
indique souligne estime ajoute constate propose demande souhaite attend prévoit assure
organise participe présente explique montre compare calcule dépasse atteint reste devient
prévision prévisions estimation hypothèse scénario tendance évolution comparaison écart
échéance priorité risque risques enjeu enjeux difficulté difficultés solution solutions
décision décisions proposition amélioration adaptation intégration livrable jalon
participant participants présent absent excusé animateur secrétaire séance ordre débat vote
convention accord avenant clause article alinéa décret arrêté circulaire directive règlement
campagne presse article journal enquête sondage opinion lecteur auteur ouvrage chapitre
musée théâtre concert festival exposition match équipe victoire défaite tournoi saison
";
