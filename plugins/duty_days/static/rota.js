/* Drawing a proposed name to another cell. Without this, tapping a cell takes a name out and puts it in. */
(() => {
  "use strict";

  let drawn = null;

  const cellOf = (node) => {
    const mark = node instanceof Element && node.closest(".rota-grid td")?.querySelector(".rota-cell, .rota-target");
    return mark ? { mark, value: mark.value || mark.dataset.cell } : null;
  };

  document.addEventListener("dragstart", (event) => {
    const from = event.target instanceof Element && event.target.closest(".rota-cell.rota-proposed");
    if (!from) return;
    drawn = from.value;
    event.dataTransfer.setData("text/plain", drawn);
    event.dataTransfer.effectAllowed = "move";
  });

  document.addEventListener("dragover", (event) => {
    const over = drawn && cellOf(event.target);
    if (!over || over.value === drawn) return;
    event.preventDefault();
    document.querySelector(".rota-over")?.classList.remove("rota-over");
    over.mark.classList.add("rota-over");
  });

  document.addEventListener("drop", (event) => {
    const onto = drawn && cellOf(event.target);
    const form = document.getElementById("rota-form");
    if (!onto || !form || onto.value === drawn) return;
    event.preventDefault();
    form.elements.namedItem("instead").value = drawn;
    const cell = document.createElement("input");
    cell.type = "hidden";
    cell.name = "cell";
    cell.value = onto.value;
    form.append(cell);
    form.requestSubmit();
  });

  document.addEventListener("dragend", () => {
    drawn = null;
    document.querySelector(".rota-over")?.classList.remove("rota-over");
  });
})();
