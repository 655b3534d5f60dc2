/** `npm run build`: the renderer (vite) and, for Electron, main, media worker and preload (rolldown). */
import { buildElectron } from './build-electron.ts';
import { buildRenderer } from './build-renderer.ts';

buildRenderer();
await buildElectron();
