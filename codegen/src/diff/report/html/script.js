"use strict";
// What makes the page quicker to read. Without it everything is there too.
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const findings = all(".finding");
  const form = document.getElementById("filter");
  const tell = (text) => { document.getElementById("told").textContent = text; };

  // What is shown.

  const checked = (name) => all(`input[name="${name}"]:checked`, form).map((box) => box.value);
  const texts = new Map(findings.map((finding) => [finding, finding.textContent.toLowerCase()]));

  function filter() {
    const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const [severities, contracts] = [checked("severity"), checked("contract")];
    const everyContract = contracts.length === all('input[name="contract"]', form).length;
    const chosen = form.elements.on.value.split(" ").filter(Boolean);
    const isOn = (element) => {
      const numbers = element.dataset.on.split(" ");
      return chosen.length === 0 || chosen.some((number) => numbers.includes(number));
    };
    for (const finding of findings) {
      const breaks = finding.dataset.breaks.split(" ");
      finding.hidden = !(
        severities.some((severity) => finding.classList.contains(severity)) &&
        (everyContract || contracts.some((contract) => breaks.includes(contract))) &&
        isOn(finding) &&
        words.every((word) => texts.get(finding).includes(word))
      );
    }
    for (const subject of all(".subject")) {
      subject.hidden = !subject.querySelector(".finding:not([hidden])");
      document.querySelector(`nav a[href="#${subject.id}"]`).closest("li").hidden = subject.hidden;
    }
    for (const row of all(".policies tbody tr")) row.hidden = !isOn(row);
    const shown = findings.filter((finding) => !finding.hidden).length;
    document.getElementById("shown").textContent = `${shown} of ${findings.length} findings`;
  }

  function fold(open) {
    for (const finding of findings) if (!finding.hidden) finding.open = open;
  }

  // Links.

  function follow() {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.closest("main [hidden]") && form) {
      form.reset();
      filter();
    }
    for (let element = target; element; element = element.parentElement) if (element.tagName === "DETAILS") element.open = true;
    target.scrollIntoView();
    if (target.tagName === "DETAILS") target.querySelector("summary").focus({ preventScroll: true });
  }

  // Keys.

  function step(by) {
    const shown = findings.filter((finding) => !finding.hidden);
    const now = shown.findIndex((finding) => finding.contains(document.activeElement));
    const next = now < 0 ? (by > 0 ? 0 : shown.length - 1) : Math.min(Math.max(now + by, 0), shown.length - 1);
    const finding = shown[next];
    if (!finding) return;
    finding.querySelector("summary").focus({ preventScroll: true });
    finding.scrollIntoView({ block: "nearest" });
  }

  function key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select")) return;
    const finding = document.activeElement.closest(".finding");
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "/" && form) form.elements.text.focus();
    else if (event.key === "c" && finding) copy(finding);
    else return;
    event.preventDefault();
  }

  // A finding as Markdown.

  const spoken = (element) => element ? [...element.childNodes]
    .map((node) => node.nodeName === "CODE" || node.nodeName === "DEL" || node.nodeName === "INS" ? `\`${node.textContent}\`` : node.textContent)
    .join("").trim() : "";

  function markdown(finding) {
    const part = (selector) => finding.querySelector(selector);
    const severity = ["breaking", "dangerous", "safe", "docs"].find((name) => finding.classList.contains(name));
    const lines = [
      `**${severity}** ${spoken(part("h4"))}`,
      ...all(":scope > p:not(.source)", finding).map(spoken),
      ...all(".source span", finding).map(spoken),
      `\`${part(".source a").textContent}\` #${finding.id.slice(2)}`,
    ];
    const fences = all("pre", finding).map((pre) => `\`\`\`\`diff\n${pre.innerText.trimEnd()}\n\`\`\`\``);
    return `${lines.join("  \n")}\n\n${fences.join("\n\n")}\n`;
  }

  function copy(finding) {
    navigator.clipboard.writeText(markdown(finding)).then(() => tell("Copied as Markdown"), () => tell("The browser does not allow to copy"));
  }

  // Where the browser has a clipboard for this page.
  if (navigator.clipboard) {
    for (const finding of findings) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "Copy";
      button.title = "as Markdown";
      button.addEventListener("click", () => copy(finding));
      finding.querySelector(".source").append(button);
    }
  }
  if (form) {
    form.hidden = false;
    form.addEventListener("input", filter);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(filter));
    document.getElementById("unfold").addEventListener("click", () => fold(true));
    document.getElementById("fold").addEventListener("click", () => fold(false));
    // The browser may have kept what was chosen before the page was loaded again.
    filter();
  }
  for (const keys of all(".keys")) keys.hidden = false;
  document.addEventListener("keydown", key);
  addEventListener("hashchange", follow);
  follow();
})();
