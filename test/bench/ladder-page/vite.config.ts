import { mergeConfig } from 'vite';
import base from '../../../vite.config.ts';

export default mergeConfig(base, { root: import.meta.dirname, build: { outDir: process.env['LADDER_PAGE'] ?? '/tmp/rung-ladder-page' }, server: { host: '127.0.0.1' } });
