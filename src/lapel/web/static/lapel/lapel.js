// Small comforts on top of pages that work without it.
"use strict";

// A day that was picked is asked for at once; one that is being typed waits for the button.
const typing = new WeakSet();
document.addEventListener("keydown", (event) => typing.add(event.target));
document.addEventListener("pointerdown", (event) => typing.delete(event.target));
document.addEventListener("change", (event) => {
  const form = event.target.closest("form.day");
  if (form && event.target.value && !typing.has(event.target)) form.requestSubmit();
});

// One question came in place of another: read out what is wrong with the answer or what is asked now.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "main") return;
  const here = event.target.querySelector("#wrong") || event.target.querySelector("h1") || event.target;
  here.tabIndex = -1;
  window.scrollTo(0, 0);
  here.focus();
});

// Escape closes the menu, and leaves the reader on it.
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector(".menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

document.addEventListener("htmx:sendError", () => {
  const said = document.createElement("p");
  said.className = "error";
  said.textContent = "The site did not answer. Nothing you said is lost: please try again.";
  document.getElementById("news")?.replaceChildren(said);
  window.scrollTo(0, 0);
});
