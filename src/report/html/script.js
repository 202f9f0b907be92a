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

  // a double-quoted YAML scalar: JSON's escapes are YAML's
  const quote = (text) =>
    JSON.stringify(text.replace(/[\ud800-\udfff]/gu, "\ufffd")).replace(/\x7f/g, "\\x7f");
  const accepts = (verdict) => verdict === "accept" || verdict === "false_positive";

  save.addEventListener("click", () => {
    const missing = [];
    let waivers = "";
    let rest = "";
    for (const card of cards) {
      const radio = chosen(card);
      if (!radio) continue;
      const field = (key) => one(`[data-key=${key}]`, card).value.trim();
      const [by, until] = [field("owner"), field("expires")];
      const verdict = radio.parentElement.textContent.trim();
      const why = field("reason");
      const waived = accepts(radio.value);
      for (const key of ["reason", "owner", "expires"]) {
        const lacks = waived && !field(key);
        one(`[data-key=${key}]`, card).setAttribute("aria-invalid", String(lacks));
        if (lacks && !missing.includes(card.id)) missing.push(card.id);
      }
      const reason = radio.value === "accept" ? why : `${verdict} : ${why}`;
      if (waived)
        waivers += `- {gap: ${card.id}, reason: ${quote(reason)}, by: ${quote(by)}, until: ${until}, ${card.dataset.accepts}}\n`;
      else rest += `# ${card.id} ${quote(verdict)} ${quote(by)} ${until} ${quote(why)}\n`;
    }
    if (missing.length) {
      status.textContent = say("missing", { ids: missing.join(", ") });
      const card = document.getElementById(missing[0]);
      card.hidden = false;
      one(".decide details", card).open = true;
      one("[aria-invalid=true]", card).focus();
      return;
    }
    const link = document.createElement("a");
    let yaml = "# " + status.dataset.head + "\n";
    if (waivers) yaml += "waivers:\n" + waivers;
    if (rest) yaml += "# " + status.dataset.rest + "\n" + rest;
    link.href = URL.createObjectURL(new Blob([yaml], { type: "application/yaml" }));
    link.download = "derogations.yaml";
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
