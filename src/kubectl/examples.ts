export interface Example {
  /** What the line does. */
  readonly words: string;
  readonly line: string;
}

/** One or two lines to begin with, for each verb. */
const examples: Readonly<Record<string, readonly (readonly [words: string, line: string])[]>> = {
  'create': [['Make what a file describes', 'kubectl create -f pod.yaml'], ['Make what standard input describes', 'cat pod.yaml | kubectl create -f -']],
  'create deployment': [['A deployment of three pods', 'kubectl create deployment web --image=nginx --replicas=3'], ['With a command of its own', 'kubectl create deployment clock --image=busybox -- date']],
  'create job': [['A job', 'kubectl create job once --image=busybox -- date'], ['A run of a cron job, now', 'kubectl create job now --from=cronjob/nightly']],
  'create cronjob': [['Every five minutes', "kubectl create cronjob tick --image=busybox --schedule='*/5 * * * *' -- date"]],
  'create configmap': [['Two settings', 'kubectl create configmap settings --from-literal=color=blue --from-literal=size=big']],
  'create secret generic': [['A password', 'kubectl create secret generic login --from-literal=password=s3cret']],
  'create service clusterip': [['Port 80 to port 8080', 'kubectl create service clusterip web --tcp=80:8080']],
  'create ingress': [['A host to a service', 'kubectl create ingress front --rule=shop.example.com/*=web:80']],
  'create namespace': [['A namespace', 'kubectl create namespace shop']],
  'create quota': [['At most ten pods', 'kubectl create quota small --hard=pods=10,requests.cpu=4']],
  'create role': [['Who has it may look at pods', 'kubectl create role reader --verb=get,list,watch --resource=pods']],
  'create rolebinding': [['Ann may do what reader allows', 'kubectl create rolebinding ann-reads --role=reader --user=ann']],
  'create serviceaccount': [['An account for programs', 'kubectl create serviceaccount robot']],
  'create token': [['A token for an hour', 'kubectl create token robot --duration=1h']],
  'expose': [['A service for a deployment', 'kubectl expose deployment web --port=80 --target-port=8080']],
  'run': [['A pod', 'kubectl run web --image=nginx'], ['A shell that is gone afterwards', 'kubectl run -it --rm shell --image=busybox --restart=Never -- sh']],
  'set image': [['A new image for one container', 'kubectl set image deployment/web app=nginx:1.27']],
  'set env': [['A variable', 'kubectl set env deployment/web LEVEL=debug'], ['What is set', 'kubectl set env deployment/web --list']],
  'set resources': [['Limits and requests', 'kubectl set resources deployment web --limits=cpu=200m,memory=512Mi --requests=cpu=100m']],
  'explain': [['What a pod is made of', 'kubectl explain pods'], ['One field', 'kubectl explain pods.spec.containers.image']],
  'get': [['Pods', 'kubectl get pods'], ['One object as YAML', 'kubectl get deployment web -o yaml'], ['Follow changes', 'kubectl get pods --watch']],
  'edit': [['Edit a deployment', 'kubectl edit deployment/web']],
  'delete': [['By name', 'kubectl delete pod web'], ['By label', 'kubectl delete pods -l app=web'], ['What a file describes', 'kubectl delete -f pod.yaml']],
  'rollout': [['Back to the revision before', 'kubectl rollout undo deployment/web'], ['How far it is', 'kubectl rollout status deployment/web']],
  'rollout history': [['Which revisions there are', 'kubectl rollout history deployment/web']],
  'rollout pause': [['Stop a rollout where it is', 'kubectl rollout pause deployment/web']],
  'rollout restart': [['New pods of the same template', 'kubectl rollout restart deployment/web']],
  'rollout resume': [['Let it go on', 'kubectl rollout resume deployment/web']],
  'rollout status': [['Follow it to its end', 'kubectl rollout status deployment/web']],
  'rollout undo': [['Back to the revision before', 'kubectl rollout undo deployment/web'], ['Back to revision 3', 'kubectl rollout undo deployment/web --to-revision=3']],
  'scale': [['Three pods', 'kubectl scale --replicas=3 deployment/web']],
  'autoscale': [['Between two and ten pods, by cpu', 'kubectl autoscale deployment web --min=2 --max=10 --cpu=80%']],
  'certificate approve': [['Approve a request', 'kubectl certificate approve csr-1']],
  'certificate deny': [['Deny a request', 'kubectl certificate deny csr-1']],
  'cluster-info': [['Where the control plane is', 'kubectl cluster-info']],
  'top node': [['What every node uses', 'kubectl top node']],
  'top pod': [['What every pod uses', 'kubectl top pod']],
  'cordon': [['No new pods for a node', 'kubectl cordon node-1']],
  'uncordon': [['New pods again', 'kubectl uncordon node-1']],
  'drain': [['Move everything off a node', 'kubectl drain node-1 --ignore-daemonsets']],
  'taint': [['Keep pods away', 'kubectl taint nodes node-1 dedicated=batch:NoSchedule'], ['Let them come again', 'kubectl taint nodes node-1 dedicated-']],
  'describe': [['A node', 'kubectl describe node node-1'], ['Pods by label', 'kubectl describe pods -l app=web']],
  'logs': [['Of a pod', 'kubectl logs web'], ['Follow it', 'kubectl logs -f web'], ['Before the restart', 'kubectl logs web --previous']],
  'attach': [['To a pod', 'kubectl attach web']],
  'exec': [['A command in a pod', 'kubectl exec web -- date'], ['In one of several containers', 'kubectl exec web -c side -- ls /']],
  'port-forward': [['A port of a pod', 'kubectl port-forward pod/web 8080:80']],
  'cp': [['Into a pod', 'kubectl cp notes.txt web:/tmp/notes.txt']],
  'auth can-i': [['May I make pods?', 'kubectl auth can-i create pods'], ['What may ann do?', 'kubectl auth can-i --list --as=ann']],
  'auth whoami': [['Whom the server takes me for', 'kubectl auth whoami']],
  'debug': [['A container beside those of a pod', 'kubectl debug web -it --image=busybox']],
  'events': [['What happened, oldest first', 'kubectl events'], ['To one object', 'kubectl events --for=pod/web']],
  'diff': [['What an apply would change', 'kubectl diff -f web.yaml']],
  'apply': [['Make it as the file says', 'kubectl apply -f web.yaml'], ['Delete what the file no longer names', 'kubectl apply -f web.yaml --prune -l app=web']],
  'patch': [['Another number of pods', 'kubectl patch deployment web -p \'{"spec":{"replicas":3}}\'']],
  'replace': [['By what a file describes', 'kubectl replace -f pod.yaml']],
  'wait': [['Until it is ready', 'kubectl wait --for=condition=Ready pod/web'], ['Until it is gone', 'kubectl wait --for=delete pod/web --timeout=60s']],
  'label': [['Add a label', 'kubectl label pods web tier=front'], ['Take it away', 'kubectl label pods web tier-']],
  'annotate': [['Add an annotation', "kubectl annotate pods web note='for the class'"]],
  'api-resources': [['Everything the server has', 'kubectl api-resources'], ['With verbs', 'kubectl api-resources -o wide']],
  'api-versions': [['Every version of every group', 'kubectl api-versions']],
  'config set-context': [['Another namespace from now on', 'kubectl config set-context --current --namespace=shop']],
  'config view': [['What is configured', 'kubectl config view']],
  'version': [['Of both sides', 'kubectl version']],
};

/** @param path `kubectl create deployment`. */
export function examplesOf(path: string): readonly Example[] {
  const verb = path.replace(/^kubectl ?/, '');
  return Object.hasOwn(examples, verb) ? (examples[verb] ?? []).map(([words, line]) => ({ words, line })) : [];
}
