import fc from 'fast-check';

/** Property tests draw from one seed, so that a run can be had again; `SEED=n npm run unit` looks elsewhere. */
fc.configureGlobal({ seed: Number(process.env['SEED'] ?? 20_260_101) });
