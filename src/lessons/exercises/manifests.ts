/** A Deployment of web servers. `more` goes into its container, indented by eight; what is said of its pods beside that by six. */
export function webServers(name: string, { replicas = 3, labels = `{app: ${name}}`, more = '', pod = '' }: { readonly replicas?: number; readonly labels?: string; readonly more?: string; readonly pod?: string } = {}): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  replicas: ${String(replicas)}
  selector:
    matchLabels: {app: ${name}}
  template:
    metadata:
      labels: ${labels}
    spec:
${pod}      containers:
      - name: ${name}
        image: nginx:1.27
        ports: [{containerPort: 80}]
${more}`;
}

/** A pod that is ready as long as the page that it asks for every few seconds comes: so what the network does can be read from the API. */
export function customer(name: string, url: string, { namespace = 'default', labels = `{app: ${name}}` }: { readonly namespace?: string; readonly labels?: string } = {}): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: ${namespace}
  labels: ${labels}
spec:
  containers:
  - name: ${name}
    image: busybox:1.36
    command: ["sh", "-c", "sleep 1000000"]
    readinessProbe:
      exec: {command: ["wget", "-q", "-T", "2", "-O", "/dev/null", "${url}"]}
      periodSeconds: 3
      timeoutSeconds: 3
`;
}
