#!/usr/bin/env -S node --import tsx
import { startAvtool } from '../src/contract/start-avtool.ts';

await startAvtool(process.argv.slice(2));
