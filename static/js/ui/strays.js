/** A file that is dropped beside the drop zone must not replace the page. */

/** Refuse every such file, from the first moment on. */
export function refuseStrays() {
  for (const type of ["dragover", "drop"]) {
    document.addEventListener(type, (event) => {
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    });
  }
}
