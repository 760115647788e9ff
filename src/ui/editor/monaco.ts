import { editor, KeyCode, KeyMod, MarkerSeverity, Uri } from 'monaco-editor/editor.js';
import 'monaco-editor/features/bracketMatching/register.js';
import 'monaco-editor/features/caretOperations/register.js';
import 'monaco-editor/features/clipboard/register.js';
import 'monaco-editor/features/codicon/register.js';
import 'monaco-editor/features/comment/register.js';
import 'monaco-editor/features/contextmenu/register.js';
import 'monaco-editor/features/cursorUndo/register.js';
import 'monaco-editor/features/find/register.js';
import 'monaco-editor/features/folding/register.js';
import 'monaco-editor/features/gotoError/register.js';
import 'monaco-editor/features/hover/register.js';
import 'monaco-editor/features/indentation/register.js';
import 'monaco-editor/features/linesOperations/register.js';
import 'monaco-editor/features/multicursor/register.js';
import 'monaco-editor/features/quickOutline/register.js';
import 'monaco-editor/features/smartSelect/register.js';
import 'monaco-editor/features/snippet/register.js';
import 'monaco-editor/features/toggleTabFocusMode/register.js';
import 'monaco-editor/features/wordOperations/register.js';
// "features/suggest" registers no suggestions by itself; its controller does.
import 'monaco-editor/editor/contrib/suggest/browser/suggestController.js';
import 'monaco-editor/languages/definitions/yaml/register.js';
import EditorWorker from 'monaco-editor/editor/editor.worker.js?worker';

export { editor, KeyCode, KeyMod, MarkerSeverity, Uri };

self.MonacoEnvironment = { getWorker: () => new EditorWorker() };

/** Colours of the page's two themes; read from its tokens, so that they can never differ. */
export function defineThemes(): void {
  const style = getComputedStyle(document.documentElement);
  const colour = (token: string, otherwise: string): string => hex(style.getPropertyValue(token).trim()) ?? otherwise;
  const bare = (token: string, otherwise: string): string => colour(token, `#${otherwise}`).slice(1);
  const isDark = document.documentElement.dataset['theme'] === 'dark';
  editor.defineTheme('drydock', {
    base: isDark ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [
      { token: 'comment', foreground: bare('--muted', isDark ? 'a1abb9' : '525c6b') },
      { token: 'type', foreground: bare('--accent', isDark ? '7aadff' : '1a5dbf') },
      ...['string', 'string.yaml'].map((token) => ({ token, foreground: bare('--ink', isDark ? 'e8ecf1' : '14181f') })),
      { token: 'number', foreground: bare('--good', isDark ? '4fc48d' : '0d7550') },
    ],
    colors: {
      'editor.foreground': colour('--ink', isDark ? '#e8ecf1' : '#14181f'),
      'editorLineNumber.foreground': colour('--faint', isDark ? '#8d97a6' : '#626c7b'),
      'editorLineNumber.activeForeground': colour('--ink', isDark ? '#e8ecf1' : '#14181f'),
      'editorIndentGuide.background1': colour('--line', isDark ? '#252c36' : '#e0e5ea'),
      'editorIndentGuide.activeBackground1': colour('--line-strong', isDark ? '#3c4654' : '#c2cad4'),
      'editor.lineHighlightBorder': '#00000000',
      'editor.lineHighlightBackground': colour('--sunken', isDark ? '#0f1318' : '#f5f7f9'),
      'editorWidget.background': colour('--raised', isDark ? '#1a2028' : '#ffffff'),
      'editorWidget.border': colour('--line', isDark ? '#252c36' : '#e0e5ea'),
      'editorSuggestWidget.selectedBackground': colour('--accent-soft', isDark ? '#182a45' : '#e5eefb'),
      'editorSuggestWidget.selectedForeground': colour('--ink', isDark ? '#e8ecf1' : '#14181f'),
      'editorSuggestWidget.highlightForeground': colour('--accent', isDark ? '#7aadff' : '#1a5dbf'),
      'editorSuggestWidget.focusHighlightForeground': colour('--accent', isDark ? '#7aadff' : '#1a5dbf'),
      'editorError.foreground': colour('--bad', isDark ? '#ff8078' : '#bf241d'),
      'editorWarning.foreground': colour('--busy', isDark ? '#efb352' : '#8f5500'),
      focusBorder: colour('--accent', isDark ? '#7aadff' : '#1a5dbf'),
      'editor.background': colour('--page', isDark ? '#16181d' : '#ffffff'),
      'editorGutter.background': colour('--page', isDark ? '#16181d' : '#ffffff'),
      'editorStickyScroll.background': colour('--page', isDark ? '#16181d' : '#ffffff'),
    },
  });
}

/** `#rrggbb` of any CSS colour; Monaco reads nothing else. */
function hex(css: string): string | undefined {
  if (css === '') return undefined;
  const canvas = document.createElement('canvas').getContext('2d');
  if (!canvas) return undefined;
  canvas.fillStyle = css;
  canvas.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = canvas.getImageData(0, 0, 1, 1).data;
  return `#${[red, green, blue].map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}
