(() => {
  "use strict";
  const one = (s, of = document) => of.querySelector(s);
  const all = (s, of = document) => [...of.querySelectorAll(s)];
  const cards = all(".gap");
  const status = one("#status");
  const save = one("#save");
  const say = (key, values) =>
    status.dataset[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);

  const form = one("#decision").content;
  for (const card of cards) {
    const box = one(".decide", card);
    box.append(form.cloneNode(true));
    one("fieldset", box).setAttribute("aria-label", card.id);
    for (const radio of all("input[type=radio]", box)) radio.name = "d-" + card.id;
  }

  const chosen = (card) => one("input[type=radio]:checked", card);
  // the browser's own picker icon is an image, which the policy does not allow
  for (const input of all("[type=date]"))
    input.addEventListener("click", () => input.showPicker?.());

  let dirty = false;
  const count = () => {
    let n = 0;
    for (const card of cards) {
      const radio = chosen(card);
      one(".chosen", card).textContent = radio
        ? " · " + radio.parentElement.textContent.trim()
        : "";
      if (radio) n += 1;
    }
    save.disabled = n === 0;
    status.textContent = say("decided", { n, all: cards.length });
  };
  document.addEventListener("change", (event) => {
    if (!event.target.closest(".decide")) return;
    dirty = true;
    count();
  });

  const filter = () => {
    const level = one("#filter").value;
    const words = one("#search").value.trim().toLowerCase();
    let n = 0;
    for (const card of cards) {
      const fits =
        (!level || card.dataset.level === level) &&
        (!words || card.textContent.toLowerCase().includes(words));
      card.hidden = !fits;
      if (fits) n += 1;
    }
    for (const group of all(".group")) group.hidden = !one(".gap:not([hidden])", group);
    status.textContent = say("shown", { n });
  };
  one("#filter").addEventListener("change", filter);
  one("#search").addEventListener("input", filter);

  // a TOML basic string: JSON's escapes are TOML's, but for DEL and lone surrogates
  const quote = (text) =>
    JSON.stringify(text.replace(/[\ud800-\udfff]/gu, "\ufffd")).replace(/\x7f/g, "\\u007f");
  const needsExpiry = (verdict) => verdict === "accept" || verdict === "false_positive";

  save.addEventListener("click", () => {
    const missing = [];
    const now = new Date();
    const two = (n) => String(n).padStart(2, "0");
    const today = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
    let toml = "# " + status.dataset.head + "\n";
    for (const card of cards) {
      const radio = chosen(card);
      if (!radio) continue;
      const field = (key) => one(`[data-key=${key}]`, card).value.trim();
      const expires = field("expires");
      const complete = expires || !needsExpiry(radio.value);
      one("[data-key=expires]", card).setAttribute("aria-invalid", String(!complete));
      if (!complete) missing.push(card.id);
      toml += `\n[[decision]]\ngap = ${quote(card.id)}\nverdict = ${quote(radio.value)}\n`;
      toml += `reason = ${quote(field("reason"))}\nowner = ${quote(field("owner"))}\ndecided = ${today}\n`;
      if (expires) toml += `expires = ${expires}\n`;
    }
    if (missing.length) {
      status.textContent = say("missing", { ids: missing.join(", ") });
      const card = document.getElementById(missing[0]);
      card.hidden = false;
      one(".decide details", card).open = true;
      one("[data-key=expires]", card).focus();
      return;
    }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([toml], { type: "application/toml" }));
    link.download = "decisions.toml";
    link.click();
    dirty = false;
    status.textContent = say("saved", {});
  });

  addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
  one("#tools").hidden = false;
  count();
})();
