// Where the page begins: the path says whether a paste is read or written.

import { BASE } from "./api.js";
import { parseFragment } from "./link.js";
import { read } from "./read.js";
import { follow } from "./view.js";
import { write } from "./write.js";

const id = location.href.startsWith(BASE) ? location.pathname.slice(new URL(BASE).pathname.length) : "";

// Another line of the same paste only moves the mark; another key is another reading.
addEventListener("hashchange", () => follow(parseFragment(location.hash)) || location.reload());

if (id) read(id, parseFragment(location.hash));
else write();
