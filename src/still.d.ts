/** Made by the build (`vite.config.ts`): the first frame of the scenario that the page opens on. */
declare module 'virtual:opening-still' {
  export const still: import('./protocol/messages.ts').Frame;
}
