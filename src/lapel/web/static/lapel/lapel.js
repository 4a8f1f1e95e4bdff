// Small comforts on top of pages that work without it.
"use strict";

// A day that was picked is asked for at once.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form.day");
  if (form && event.target.value) form.requestSubmit();
});

// After a question came in place of another: read it out, and be ready for the keyboard.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "main") return;
  document.title = event.target.querySelector("h1")?.textContent || document.title;
  event.target.focus({ preventScroll: true });
  window.scrollTo(0, 0);
});
