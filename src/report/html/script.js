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
    // what was decided before stands there; it is saved again only if it is changed
    const before = card.dataset.dVerdict;
    if (!before) continue;
    one(`input[value=${before}]`, box).checked = true;
    for (const key of ["reason", "owner", "expires"])
      one(`[data-key=${key}]`, box).value = card.getAttribute("data-d-" + key) ?? "";
  }

  const chosen = (card) => one("input[type=radio]:checked", card);
  const changed = (card) =>
    chosen(card) && (!card.dataset.dVerdict || card.dataset.touched) ? chosen(card) : null;
  // the browser's own picker icon is an image, which the policy does not allow
  for (const input of all("[type=date]"))
    input.addEventListener("click", () => input.showPicker?.());
  const today = () => {
    const now = new Date();
    const two = (n) => String(n).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  };
  for (const input of all("[data-key=expires]")) input.min = today();

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
    save.disabled = !cards.some(changed);
    status.textContent = say("decided", { n, all: cards.length });
  };
  document.addEventListener("change", (event) => {
    if (!event.target.closest(".decide")) return;
    event.target.closest(".gap").dataset.touched = "yes";
    dirty = true;
    count();
  });

  // "sante" finds "Santé"
  const fold = (text) =>
    text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const texts = new Map(cards.map((card) => [card, fold(card.textContent)]));
  const filter = () => {
    const level = one("#filter").value;
    const words = fold(one("#search").value.trim());
    let n = 0;
    for (const card of cards) {
      const fits =
        (!level || card.dataset.level === level) &&
        (!words || texts.get(card).includes(words));
      card.hidden = !fits;
      if (fits) n += 1;
    }
    for (const group of all(".group")) group.hidden = !one(".gap:not([hidden])", group);
    status.textContent = say("shown", { n, all: cards.length });
  };
  one("#filter").addEventListener("change", filter);
  one("#search").addEventListener("input", filter);

  // a basic string of TOML: JSON's escapes are TOML's
  const quote = (text) =>
    JSON.stringify(text.replace(/[\ud800-\udfff]/gu, "\ufffd")).replace(/\x7f/g, "\\u007f");
  const accepts = (verdict) => verdict === "accept" || verdict === "false_positive";

  save.addEventListener("click", () => {
    const missing = [];
    let toml = "# " + status.dataset.head + "\n";
    for (const card of cards) {
      const radio = changed(card);
      if (!radio) continue;
      const field = (key) => one(`[data-key=${key}]`, card).value.trim();
      const aside = accepts(radio.value);
      for (const key of ["reason", "owner", "expires"]) {
        // a day that is past would accept nothing
        const past = key === "expires" && field(key) && field(key) < today();
        const lacks = aside && (!field(key) || past);
        one(`[data-key=${key}]`, card).setAttribute("aria-invalid", String(lacks));
        if (lacks && !missing.includes(card.id)) missing.push(card.id);
      }
      toml += `\n[[decision]]\ngap = ${quote(card.id)}\nverdict = ${quote(radio.value)}\n`;
      for (const key of ["reason", "owner"])
        if (field(key)) toml += `${key} = ${quote(field(key))}\n`;
      toml += `decided = ${today()}\n`;
      if (field("expires")) toml += `expires = ${field("expires")}\n`;
      for (const key of aside ? ["level", "items", "persons", "places", "digest"] : []) {
        const value = card.getAttribute("data-a-" + key);
        if (value) toml += `${key} = ${value}\n`;
      }
    }
    if (missing.length) {
      status.textContent = say("missing", { ids: missing.join(", ") });
      const card = document.getElementById(missing[0]);
      card.hidden = false;
      const group = card.closest(".group");
      if (group) group.hidden = false;
      one(".decide details", card).open = true;
      one("[aria-invalid=true]", card).focus();
      return;
    }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([toml], { type: "application/toml" }));
    link.download = "decisions.toml";
    link.click();
    dirty = false;
    status.textContent = say("saved", {});
  });

  // on paper nothing can be unfolded; what was open stays open afterwards
  // and what a search has put aside is printed all the same
  let opened = [];
  let aside = [];
  addEventListener("beforeprint", () => {
    aside = all(".gap[hidden], .group[hidden]");
    for (const part of aside) part.hidden = false;
    opened = all("details:not([open])");
    for (const box of opened) box.open = true;
  });
  addEventListener("afterprint", () => {
    for (const part of aside) part.hidden = true;
    for (const box of opened) box.open = false;
  });

  addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
  one("#tools").hidden = false;
  count();
})();
