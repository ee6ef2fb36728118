// A button on each piece of code that copies it, and a line for screen readers that says so.
const status = document.createElement("div");
status.className = "visually-hidden";
status.setAttribute("role", "status");

// Without a secure context there is no clipboard, and then no button.
if (navigator.clipboard) {
  const blocks = document.querySelectorAll(".notebook .cell-input > .highlight");
  for (const block of blocks) block.after(copyButton(block));
  if (blocks.length) document.body.append(status);
}

function copyButton(block) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.setAttribute("aria-label", `Copy: ${block.getAttribute("aria-label") ?? "code"}`);
  button.addEventListener("click", () => copy(block, button));
  return button;
}

async function copy(block, button) {
  const code = block.querySelector("code") ?? block;
  let said = "Copied";
  try {
    await navigator.clipboard.writeText(code.textContent.replace(/\n+$/, ""));
  } catch {
    said = "Not copied";
  }
  button.textContent = status.textContent = said;
  setTimeout(() => {
    button.textContent = "Copy";
    status.textContent = "";
  }, 2000);
}
