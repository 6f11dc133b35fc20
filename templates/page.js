"use strict";
// Search and filters over results and findings, deep links, print.
// Reads and marks the page as it stands: nothing is fetched, and no markup is made from text.
(() => {
  const main = document.getElementById("content");
  const panel = document.getElementById("filters");
  const search = panel.querySelector("input");
  const choices = [...panel.querySelectorAll("select")];
  const count = panel.querySelector(".count");
  const rows = [...main.querySelectorAll("tr[data-outcome]")];
  const around = (row) => [row.closest(".sub"), row.closest(".part"), row.closest("section")];
  const holders = new Set(rows.flatMap(around).filter(Boolean));
  const number = new Intl.NumberFormat("en");

  // What a row is searched by: its words, its control, the heading it stands under. Read when first needed.
  const words = new Map();
  const text = (row) => {
    if (!words.has(row)) {
      const heading = row.closest(".part")?.querySelector("h3")?.textContent ?? "";
      const area = row.closest(".sub")?.querySelector("h4")?.textContent ?? "";
      words.set(row, [row.textContent, row.dataset.control, heading, area].join(" ").toLowerCase());
    }
    return words.get(row);
  };

  const has = (row, name, value) =>
    name === "framework" ? row.dataset.framework.split(" ").includes(value) : row.dataset[name] === value;

  const apply = () => {
    const sought = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = choices.filter((choice) => choice.value);
    const active = sought.length + wanted.length > 0;
    const seen = { result: [0, 0], finding: [0, 0] };
    const full = new Set();
    for (const row of rows) {
      const fits = wanted.every((choice) => has(row, choice.name, choice.value)) && sought.every((word) => text(row).includes(word));
      row.classList.toggle("out", !fits);
      seen[row.dataset.list][0] += fits;
      seen[row.dataset.list][1] += 1;
      if (fits) for (const holder of around(row)) full.add(holder);
    }
    for (const holder of holders) holder.classList.toggle("match", full.has(holder));
    for (const kept of main.querySelectorAll(".kept")) kept.classList.remove("kept");
    main.classList.toggle("filtering", active);
    const part = ([some, all]) => (active ? `${number.format(some)} of ${number.format(all)}` : number.format(all));
    count.textContent = `${part(seen.result)} results, ${part(seen.finding)} findings${active ? "; the rest of the report is hidden until you clear this" : ""}`;
    return active;
  };

  // The address keeps the filters, so that a view can be sent to someone: #?outcome=not-satisfied&q=ssh
  const store = () => {
    const state = new URLSearchParams();
    for (const field of [search, ...choices]) if (field.value) state.set(field.name, field.value);
    const page = location.href.split("#")[0];
    if (apply()) history.replaceState(null, "", `${page}#?${state}`);
    else if (location.hash.startsWith("#?")) history.replaceState(null, "", page);
  };

  const restore = (state) => {
    search.value = state.get("q") ?? "";
    for (const choice of choices) {
      choice.value = state.get(choice.name) ?? "";
      if (choice.selectedIndex < 0) choice.value = "";
    }
    apply();
  };

  // A link always leads to what it names, filtered out or folded away as it may be.
  const reveal = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (!target || !main.contains(target)) return;
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    target.closest("section")?.classList.add("kept");
    const lost = [target.closest(".sub"), target.closest(".part")].some((part) => holders.has(part) && !part.classList.contains("match"));
    if (target.closest(".out") || lost) restore(new URLSearchParams());
    target.scrollIntoView();
  };

  const follow = () => {
    if (location.hash.startsWith("#?")) restore(new URLSearchParams(location.hash.slice(2)));
    else if (location.hash.length > 1) reveal();
  };

  let waiting;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(store, 120);
  });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      search.value = "";
      store();
    }
  });
  for (const choice of choices) choice.addEventListener("change", store);
  panel.querySelector("button").addEventListener("click", () => {
    for (const field of [search, ...choices]) field.value = "";
    store();
    search.focus();
  });
  addEventListener("hashchange", follow);

  // Print shows everything; what was folded before is folded again after.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...main.querySelectorAll("details:not([open])")];
    for (const fold of folded) fold.open = true;
  });
  addEventListener("afterprint", () => {
    for (const fold of folded) fold.open = false;
  });

  if (rows.length > 0) panel.hidden = false;
  apply();
  follow();
})();
