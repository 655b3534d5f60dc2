import { defineConfig, mergeConfig } from 'vite';
import base from '../../../vite.config.ts';

export default mergeConfig(base, defineConfig({ root: 'test/ui/fake-app', server: { host: '127.0.0.1' } }));
