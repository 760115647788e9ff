import { useEffect, useRef } from 'react';
import { usePreferences, useWords } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { useEditor } from './editor-store.ts';
import { defineThemes, editor, KeyCode, KeyMod, MarkerSeverity, Uri } from './monaco.ts';
import { countMarks, marksOf } from './select.ts';
import { editorWords } from './words.ts';

const uri = Uri.parse('file:///manifest.yaml');

/** The one model: it outlives the panel, with its undo history. */
const model = (): editor.ITextModel => editor.getModel(uri) ?? editor.createModel(useEditor.getState().text, 'yaml', uri);

/** Puts another text in place of what is there, so that it can be undone. */
function replaceText(text: string): void {
  const range = model().getFullModelRange();
  model().pushStackElement();
  model().pushEditOperations([], [{ range, text }], () => null);
  model().pushStackElement();
  editor.getEditors()[0]?.setPosition({ lineNumber: 1, column: 1 });
  editor.getEditors()[0]?.setScrollPosition({ scrollTop: 0, scrollLeft: 0 });
}

/** Tells how much is marked now. */
function tellMarks(): void {
  const markers = editor.getModelMarkers({ resource: uri }).filter(({ severity }) => severity >= MarkerSeverity.Warning);
  useEditor.getState().setMarks(countMarks(markers.map(({ severity, startLineNumber, startColumn }) => ({ isProblem: severity === MarkerSeverity.Error, line: startLineNumber, column: startColumn }))));
}

/** Brings the first mark into view, with the cursor on it. */
function goToFirst(): void {
  const { first } = useEditor.getState().marks;
  const [code] = editor.getEditors();
  if (!first || !code) return;
  code.setPosition({ lineNumber: first.line, column: first.column });
  code.revealLineInCenterIfOutsideViewport(first.line);
  code.focus();
}

/** Completion, hover texts and problems cost a worker and half a megabyte of schemas: they are fetched when the editor is first touched. */
const wakeSchemas = (): void => { void import('./schemas.ts'); };

/** Monaco on the manifest: completion, hover texts and problems from the schemas, marks where the API server complained. */
export function CodeArea() {
  const host = useRef<HTMLDivElement>(null);
  const words = useWords(editorWords);
  const theme = usePreferences((preferences) => preferences.theme);
  const generation = useEditor((state) => state.generation);
  const looks = useEditor((state) => state.looks);
  const problems = useSession((state) => state.problems);

  useEffect(() => {
    if (!host.current) return;
    defineThemes();
    const code = editor.create(host.current, {
      model: model(), theme: 'drydock', automaticLayout: true, minimap: { enabled: false }, fontSize: 12.5, lineHeight: 19, scrollBeyondLastLine: false, tabSize: 2, insertSpaces: true,
      renderLineHighlight: 'line', renderLineHighlightOnlyWhenFocus: true, hideCursorInOverviewRuler: true, overviewRulerBorder: false, lineNumbersMinChars: 3, padding: { top: 10, bottom: 10 }, fixedOverflowWidgets: true, quickSuggestions: { strings: true, other: true, comments: false },
      scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, useShadows: false }, wordBasedSuggestions: 'off', bracketPairColorization: { enabled: false }, unicodeHighlight: { ambiguousCharacters: false },
    });
    const typed = model().onDidChangeContent(() => { useEditor.getState().setText(model().getValue()); });
    host.current.addEventListener('pointerover', wakeSchemas, { once: true });
    const focused = code.onDidFocusEditorWidget(wakeSchemas);
    const marked = editor.onDidChangeMarkers(tellMarks);
    tellMarks();
    code.addCommand(KeyMod.CtrlCmd | KeyCode.Enter, () => { void useEditor.getState().apply(); });
    return () => {
      typed.dispose();
      focused.dispose();
      marked.dispose();
      code.dispose();
    };
  }, []);

  useEffect(() => { editor.getEditors()[0]?.updateOptions({ ariaLabel: words.text }); }, [words.text]);

  useEffect(() => {
    const { text } = useEditor.getState();
    if (model().getValue() !== text) replaceText(text);
  }, [generation]);

  useEffect(() => { if (looks > 0) goToFirst(); }, [looks]);

  useEffect(() => { defineThemes(); editor.setTheme('drydock'); }, [theme]);

  useEffect(() => {
    const marks = marksOf(useEditor.getState().text, problems);
    editor.setModelMarkers(model(), 'api-server', marks.map(({ message, line, column, endLine, endColumn }) => ({
      message, severity: MarkerSeverity.Error, startLineNumber: line, startColumn: column, endLineNumber: endLine, endColumn, source: 'kube-apiserver',
    })));
    const [first] = marks;
    if (first) editor.getEditors()[0]?.revealLineInCenterIfOutsideViewport(first.line);
  }, [problems]);

  return <div ref={host} className="absolute inset-0" />;
}
