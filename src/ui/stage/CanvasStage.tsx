/** Painted stage; see below. */
export function CanvasStage(_: { readonly onMenu: (id: string, at: { x: number; y: number }) => boolean }) {
  return null;
}
