// Where the page begins: the path says whether a paste is read or written.

import { BASE } from "./api.js";
import { parseFragment } from "./link.js";
import { read } from "./read.js";
import { mark } from "./view.js";
import { write } from "./write.js";

const id = location.href.startsWith(BASE) ? location.pathname.slice(new URL(BASE).pathname.length) : "";
const { key, deleteToken } = parseFragment(location.hash);

// Another line of the same paste only moves the mark; another key is another reading.
addEventListener("hashchange", () => {
  const now = parseFragment(location.hash);
  if (now.key === key && now.deleteToken === deleteToken) mark(now.lines, true);
  else location.reload();
});

if (id) read(id, parseFragment(location.hash));
else write();
