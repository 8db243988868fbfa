// While an input method composes, its keys are its own: Enter takes a candidate, Backspace removes a letter of Pinyin.

let composing = false;

/** Whether somebody is composing a character; a text of that moment is not yet what its writer means. */
export const isComposing = () => composing;

/** Keeps the keys of an input method from every handler of the page. Browsers mark them by `isComposing` or 229. */
export function guardComposing(of: Window = window) {
  of.addEventListener('compositionstart', () => (composing = true), true);
  of.addEventListener('compositionend', () => (composing = false), true);
  for (const kind of ['keydown', 'keyup', 'keypress'] as const)
    of.addEventListener(
      kind,
      (e) => {
        if (!e.isComposing && e.keyCode !== 229) return;
        e.stopImmediatePropagation();
        // Safari ends the composition before the Enter that took the candidate: it would submit the form.
        if (e.key === 'Enter' && !e.isComposing) e.preventDefault();
      },
      true,
    );
}
