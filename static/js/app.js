// Starts every behaviour once. Each module listens on the document, so parts swapped in later work too.
import "./autosave.js";
import "./combobox.js";
import "./dialog.js";
import "./failures.js";
import "./guard.js";
import "./mentions.js";
import "./menu.js";
import "./notes.js";
import "./palette.js";
import "./plan.js";
import "./rows.js";
import "./shortcuts.js";
import "./themeswitch.js";
import "./toast.js";
import "./together.js";
import "./undo.js";
import "./use.js";
