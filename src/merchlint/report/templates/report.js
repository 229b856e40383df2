"use strict";
(() => {
  const form = document.querySelector("form");
  if (!form) return;
  form.hidden = false;
  form.addEventListener("input", () => {
    const { verdict, platform } = Object.fromEntries(new FormData(form));
    const fits = (element) =>
      (!verdict || element.dataset.verdict === verdict) && (!platform || element.dataset.platform === platform);
    for (const asset of document.querySelectorAll(".asset")) {
      const findings = [...asset.querySelectorAll(".finding")];
      for (const finding of findings) finding.hidden = !fits(finding);
      const trouble = asset.dataset.verdict === "incomplete" && (!verdict || verdict === "incomplete");
      asset.hidden = !trouble && !findings.some((finding) => !finding.hidden);
    }
  });
})();
