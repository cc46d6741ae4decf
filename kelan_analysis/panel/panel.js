// The review panel. Python holds the register; this shows it and says what a person wants.
const SAYS = {
  zh: { value: "数值", unit: "单位", kind: "种类", indicator: "指标", region: "地区", period: "时期",
    hedge: "约数", relates_to: "属于", relation: "关系", of_part: "分子", reason: "理由",
    correct: "改正", strike: "不是数字", restore: "恢复", add: "添加", save: "保存登记", brief: "保存并出简报", reviewer: "审阅人",
    hint: "点文中的数字看它怎样读出；选中一段文字可以添加数字。", none: "（无）", read: "程序读作",
    text: "原文", checks: "核对", adding: "添加数字" },
  en: { value: "Value", unit: "Unit", kind: "Kind", indicator: "Indicator", region: "Region",
    period: "Period", hedge: "Hedge", relates_to: "Belongs to", relation: "As", of_part: "Part",
    reason: "Reason", correct: "Correct", strike: "Not a figure", restore: "Restore", add: "Add",
    save: "Save register", brief: "Save and make the brief", reviewer: "Reviewer", none: "(none)", read: "The program read",
    hint: "Click a figure to see how it was read; mark words to add a figure.", text: "Source",
    checks: "Checks", adding: "Add a figure" },
};
const FIELDS = ["value", "unit", "kind", "indicator", "region", "period", "relates_to", "relation", "of_part"];

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (name === "onclick") node.addEventListener("click", value);
    else node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function render({ model, el }) {
  const say = SAYS[model.get("language")] ?? SAYS.zh;
  const text = make("div", { class: "kelan-text", lang: "zh-CN", role: "group", "aria-label": say.text });
  const form = make("form", { "aria-live": "polite" });
  const checks = make("div", { class: "kelan-checks", role: "group", tabindex: "0", "aria-label": say.checks });
  const message = make("div", { class: "kelan-message", role: "status" });
  const reviewer = make("input", { "aria-label": say.reviewer, placeholder: say.reviewer, class: "kelan-reviewer" });
  reviewer.value = model.get("reviewer");
  reviewer.addEventListener("change", () => { model.set("reviewer", reviewer.value); model.save_changes(); });
  const save = make("button", { type: "button", class: "kelan-do kelan-save",
    onclick: () => model.send({ do: "save", reviewer: reviewer.value }) }, say.save);
  const brief = make("button", { type: "button", class: "kelan-do kelan-brief second",
    onclick: () => model.send({ do: "brief", reviewer: reviewer.value }) }, say.brief);
  const side = make("div", {}, form, make("p", { class: "row" }, reviewer, save, brief));
  const panel = make("div", { class: "kelan-panel" }, text, side, message, checks);
  el.replaceChildren(panel);
  form.addEventListener("submit", (event) => event.preventDefault());
  // JupyterLab would take keys typed here for its own.
  panel.addEventListener("keydown", (event) => event.stopPropagation());
  panel.dataset.lmSuppressShortcuts = "true";

  const links = make("datalist", { id: `kelan-links-${model.model_id ?? Math.random().toString(36).slice(2)}` });
  panel.append(links);
  function drawLinks() {
    links.replaceChildren(...model.get("state").figures.filter((one) => one.review !== "struck")
      .map((one) => make("option", { value: one.id }, `${one.id} ${one.printed} ${one.indicator}`)));
  }

  let open = null; // id of the figure that the form shows

  function drawText() {
    const { text: source, figures, marks } = model.get("state");
    const signs = Array.from(source); // Python counts characters, not UTF-16 units
    const parts = [];
    let at = 0;
    const plain = (end) => {
      if (end > at) parts.push(make("span", { "data-start": at }, signs.slice(at, end).join("")));
      at = Math.max(at, end);
    };
    for (const figure of [...figures].filter((one) => one.fits).sort((a, b) => a.start - b.start || a.end - b.end)) {
      if (figure.start < at) continue;
      plain(figure.start);
      const mark = figure.review === "struck" ? "" : marks[figure.verdict];
      parts.push(make("button", { type: "button", "data-id": figure.id, title: figure.indicator,
        class: `kelan-fig ${figure.verdict} ${figure.review}${figure.id === open ? " open" : ""}`,
        onclick: () => show(figure.id) }, figure.printed, ...(mark ? [make("sup", {}, mark)] : [])));
      at = figure.end;
    }
    plain(signs.length);
    text.replaceChildren(...parts);
  }

  function drawChecks() {
    const { checks: all, marks, notes } = model.get("state");
    checks.replaceChildren(
      ...notes.map((note) => make("p", { class: "kelan-note" }, note)),
      ...[...all].sort((a, b) => (b.verdict === "contradiction") - (a.verdict === "contradiction")).map((check) => make("div", { class: `kelan-check ${check.verdict}`, "data-check": check.id },
        make("span", { class: "mark" }, marks[check.verdict]), make("strong", {}, check.formula), "　", check.because)));
  }

  function input(name, value) {
    if (name === "kind") {
      const select = make("select", { name, "aria-label": say[name] },
        ...model.get("state").kinds.map((kind) => make("option", { value: kind }, kind)));
      select.value = value;
      return select;
    }
    const box = make("input", { name, "aria-label": say[name] });
    box.value = value;
    // One list for all: hundreds of options would have to be made anew at each click.
    if (name === "relates_to" || name === "of_part") box.setAttribute("list", links.id);
    return box;
  }

  const button = (name, words, second = true) => make("button", { type: "button",
    class: `kelan-do kelan-${name}${second ? " second" : ""}`, onclick: () => model.send(words()) }, say[name]);

  function show(id) {
    text.querySelector(".open")?.classList.remove("open");
    open = id;
    text.querySelector(`[data-id="${CSS.escape(id)}"]`)?.classList.add("open");
    const { figures } = model.get("state");
    const figure = figures.find((one) => one.id === id);
    if (!figure) return hint();
    const rows = FIELDS.flatMap((name) => [make("label", {}, say[name]), input(name, figure[name])]);
    const reason = input("reason", figure.reason);
    const changed = () => {
      const fields = {};
      for (const name of FIELDS) {
        const value = form.elements[name].value;
        if (value !== figure[name]) fields[name] = value;
      }
      return { do: "correct", id, reason: reason.value, ...fields };
    };
    const read = FIELDS.filter((name) => figure.read[name] !== undefined && figure.review === "corrected"
      && figure.read[name].split("@")[0] !== figure[name] && !["relates_to", "of_part"].includes(name));
    form.replaceChildren(make("h4", {}, `${figure.id}　${figure.printed}`), ...rows,
      make("label", {}, say.reason), reason,
      make("div", { class: "wide small" }, [figure.rule, figure.reviewer, figure.reviewed].filter(Boolean).join(" · "),
        ...read.map((name) => make("div", {}, `${say.read} ${say[name]}：${figure.read[name]}`))),
      make("div", { class: "wide row" }, button("correct", changed, false),
        figure.review === "struck" || figure.review === "corrected"
          ? button("restore", () => ({ do: "restore", id })) : "",
        figure.review === "struck" ? "" : button("strike", () => ({ do: "strike", id, reason: reason.value }))));
  }

  function hint() {
    form.replaceChildren(make("p", { class: "wide small" }, say.hint));
  }

  function offset(node, within) {
    const span = node.parentElement?.closest("[data-start]");
    if (!span || !text.contains(span)) return null;
    return Number(span.dataset.start) + Array.from(node.textContent.slice(0, within)).length;
  }

  text.addEventListener("mouseup", () => {
    const chosen = document.getSelection();
    if (!chosen || chosen.isCollapsed) return;
    const range = chosen.getRangeAt(0);
    const start = offset(range.startContainer, range.startOffset);
    const end = offset(range.endContainer, range.endOffset);
    if (start === null || end === null || end <= start) return;
    open = null;
    const printed = chosen.toString();
    const [, number = "", unit = ""] = /^\s*(-?[\d.]+)?\s*(\D*)$/.exec(printed.replace(/,/g, "")) ?? [];
    const names = { value: number, unit, kind: "amount", indicator: "", reason: "" };
    const inputs = Object.entries(names).flatMap(([name, value]) => [make("label", {}, say[name]), input(name, value)]);
    const words = () => ({ do: "add", start, end,
      ...Object.fromEntries(Object.keys(names).map((name) => [name, form.elements[name].value])) });
    form.replaceChildren(make("h4", {}, `${say.adding}　${printed}`), ...inputs,
      make("div", { class: "wide row" }, button("add", words, false)));
  });

  const renew = () => { drawLinks(); drawText(); drawChecks(); if (open) show(open); };
  const tell = () => { message.textContent = model.get("message"); };
  model.on("change:state", renew);
  model.on("change:message", tell);
  renew();
  hint();
  tell();
}

export default { render };
