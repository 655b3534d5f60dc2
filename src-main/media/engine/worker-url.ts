const IN_CHUNK = /\/chunks\/[^/]+$/;

/** The Worker's entry: TypeScript beside this file in a checkout, its own bundle beside the main one when packaged (the bundler may
 *  move this module into a chunk). */
export function mediaWorkerUrl(): URL {
  const here = import.meta.url;
  if (here.endsWith('.ts')) return new URL('./media-worker.ts', here);
  return new URL(IN_CHUNK.test(here) ? '../media-worker.js' : './media-worker.js', here);
}
