/* How much each part of fit counts: a slider beside each number, and the sentence they make together. Without this
   script the numbers alone are typed. */
"use strict";

for (const row of document.querySelectorAll(".pair-weight")) {
  const number = row.querySelector("input");
  const says = row.querySelector(".pair-weight-says");
  const slider = document.createElement("input");
  slider.type = "range";
  slider.min = number.min;
  slider.max = 200;
  slider.step = number.step;
  slider.className = "form-range";
  slider.setAttribute("aria-label", row.querySelector("label").textContent);
  number.before(slider);
  row.classList.add("pair-weight-slides");

  const tell = () => {
    const value = Number(number.value);
    const word = value === 0 ? "none" : value < 100 ? "less" : value === 100 ? "usual" : "more";
    says.textContent = row.dataset[word];
    slider.setAttribute("aria-valuetext", `${value} %: ${row.dataset[word]}`);
  };
  slider.value = number.value;
  slider.addEventListener("input", () => {
    number.value = slider.value;
    tell();
  });
  number.addEventListener("input", () => {
    slider.value = number.value;
    tell();
  });
  tell();
}
