// The page's furniture: sections, questions, buttons, and how sizes and times are written. All text goes in as text.

export const $ = (id) => document.getElementById(id);

// An element with properties and children; a string becomes a text node.
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  Object.assign(element, properties);
  element.append(...children);
  return element;
}

export const paragraph = (...children) => make("p", {}, ...children);

// Shows one section alone and moves the reader to its heading.
export function show(id, title) {
  for (const section of document.querySelectorAll("main > section")) section.hidden = section.id !== id;
  const heading = $(id).querySelector("h1");
  if (title !== undefined) heading.textContent = title;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  say("");
  return $(id);
}

// Tells a screen reader, and everybody else, a short thing that happened.
export const say = (text) => ($("say").textContent = text);

// Fills a section's body: a string becomes a paragraph.
function fill(section, body) {
  section.querySelector(".body").replaceChildren(...body.map((part) => (typeof part === "string" ? paragraph(part) : part)));
}

export const notice = (title, ...body) => fill(show("notice", title), body);

// Asks, and resolves to the answer once the form is sent. Without a `label` it is a mere button.
export function ask({ title, body = [], label = "", secret = false, button, problem = "", more = [] }) {
  const section = show("ask", title);
  fill(section, body);
  section.querySelector(".problem").textContent = problem;
  section.querySelector(".field").hidden = !label;
  section.querySelector("label").textContent = label;
  section.querySelector(".main").textContent = button;
  section.querySelector(".more").replaceChildren(...more);
  const input = $("answer");
  Object.assign(input, { type: secret ? "password" : "text", value: "" });
  if (label) input.focus();
  return new Promise((resolve) => {
    section.querySelector("form").onsubmit = (event) => {
      event.preventDefault();
      if (label && !input.value) return input.focus();
      const { value } = input;
      input.value = "";
      resolve(value);
    };
  });
}

// Shows that something is under way. `cancel` is what the button does; without it there is no button.
export function work(title, cancel) {
  show("work", title);
  $("cancel").hidden = !cancel;
  $("cancel").onclick = cancel;
  progress(0, "");
}

// How far it is, 0 to 1, and what is being done.
export function progress(part, text) {
  $("bar").value = part;
  $("doing").textContent = text;
}

// Copies a text; where the clipboard is out of reach (plain http) by the old way.
export async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = make("textarea", { value: text, readOnly: true });
    document.body.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    if (!copied) return say("The browser did not let this page copy. Select it and copy by hand.");
  }
  say(`Copied ${what}.`);
}

export function button(label, onclick) {
  return make("button", { type: "button", textContent: label, onclick });
}

// A command line with a button that copies it.
export function command(line) {
  return make("div", { className: "command" }, make("code", {}, line), button("Copy", () => copy(line, "the command")));
}

// Saves bytes as a file. The type is one no browser opens by itself.
export function save(bytes, name) {
  const url = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
  make("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

export function size(bytes) {
  const units = ["bytes", "KiB", "MiB", "GiB"];
  let [value, unit] = [bytes, 0];
  while (value >= 1024 && unit < 3) [value, unit] = [value / 1024, unit + 1];
  if (unit === 0) return value === 1 ? "1 byte" : `${value} bytes`;
  return `${value < 10 && value % 1 >= 0.05 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

export function duration(seconds) {
  for (const [length, name] of [[86400, "day"], [3600, "hour"], [60, "minute"]]) {
    const count = Math.round(seconds / length);
    if (count && seconds >= 0.99 * length) return `${count} ${name}${count === 1 ? "" : "s"}`;
  }
  const count = Math.max(0, Math.round(seconds));
  return `${count} second${count === 1 ? "" : "s"}`;
}
