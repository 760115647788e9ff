// Vite bundles a worker from a file of the project; this one stands for monaco-yaml's own.
import 'monaco-yaml/yaml.worker.js';
