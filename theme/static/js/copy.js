// A button on each piece of code that copies it, and a line for screen readers that says so.
const status = Object.assign(document.createElement("div"), { className: "visually-hidden", role: "status" });

// Without a secure context there is no clipboard, and then no button.
if (navigator.clipboard) {
  const blocks = document.querySelectorAll(".notebook .cell-input > .highlight");
  for (const block of blocks) block.after(copyButton(block));
  if (blocks.length) document.body.append(status);
}

function copyButton(block) {
  const ariaLabel = `Copy: ${block.ariaLabel ?? "code"}`;
  const look = { type: "button", className: "copy", textContent: "Copy", ariaLabel };
  const button = Object.assign(document.createElement("button"), look);
  button.addEventListener("click", () => copy(block, button));
  return button;
}

async function copy(block, button) {
  const code = block.querySelector("code") ?? block;
  const copied = navigator.clipboard.writeText(code.textContent.replace(/\n+$/, ""));
  button.textContent = status.textContent = await copied.then(
    () => "Copied",
    () => "Not copied",
  );
  setTimeout(() => {
    button.textContent = "Copy";
    status.textContent = "";
  }, 2000);
}
