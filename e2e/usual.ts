const port = process.env['E2E_PORT'] ?? '5183';

/** The browser that a test gets unless it asks for another, and where the page is served to it. */
export const usual = {
  baseURL: `http://localhost:${port}`,
  viewport: { width: 1440, height: 900 },
  locale: 'en-US',
  colorScheme: 'light',
} as const;
