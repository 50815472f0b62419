"use strict";
const config = JSON.parse(document.getElementById("config").textContent);
const plots = Array.from(document.querySelectorAll(".plot"));

function sized(plot, width) {
  const narrow = width < 660;
  return { width, font: { ...plot.layoutGiven.font, size: narrow ? 12 : 14 } };
}

for (const plot of plots) {
  const spec = JSON.parse(document.getElementById(plot.dataset.spec).textContent);
  plot.layoutGiven = spec.layout;
  Plotly.newPlot(plot, spec.data, { ...spec.layout, ...sized(plot, plot.clientWidth) }, config);
}

function fit(width) {
  for (const plot of plots) Plotly.relayout(plot, sized(plot, width || plot.clientWidth));
}

let wait = 0;
let last = window.innerWidth;
window.addEventListener("resize", () => {
  clearTimeout(wait);
  if (window.innerWidth !== last) wait = setTimeout(() => { last = window.innerWidth; fit(); }, 150);
});

const folded = Array.from(document.querySelectorAll("details:not([open])"));
window.addEventListener("beforeprint", () => {
  for (const one of folded) one.open = true;
  fit(640);
});
window.addEventListener("afterprint", () => {
  for (const one of folded) one.open = false;
  fit();
});
