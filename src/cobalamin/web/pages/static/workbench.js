// What the pages do where a browser runs scripts; without it every form still works.
"use strict";

document.documentElement.classList.add("scripted");
