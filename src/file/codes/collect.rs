//! Of files given instead of a cluster: docs/kubernetes.md.

codes! { "collect";
    UNREADABLE: "it cannot be read: …", "check that it exists and that you may read it";
    NOT_A_FILE: "it is not a regular file", "write what a pipe or device gives to a file first";
    LINK_OUT: "it is a link to a place outside of what was named, which is not read",
        "put the file itself there, or name the folder that it is in";
    TOO_LARGE: "it is larger than … GiB", "take out what is not needed, or write one file for each kind";
    TOO_MANY_FILES: "at most … files are read", "name a folder with fewer files, or write the objects to fewer";
    TOO_DEEP: "it is nested more than … deep", "no object of Kubernetes is: correct it, or take it out of the folder";
    TOO_MANY_VALUES: "it is nested too deep, or holds more values than its size can be for",
        "write the objects out without aliases: `kubectl get RESOURCE -o json`";
    NOT_TEXT: "it is not UTF-8 text", "save it in UTF-8, or take it out of the folder";
    PACKED: "it is compressed, which is not read", "unpack it first";
    ENCRYPTED: "it is encrypted", "decrypt it first, and delete it afterwards";
    EMPTY_FILE: "it is empty: what should have written it failed", "write it again, or delete it";
    NOTHING: "it holds no JSON or YAML document with an object of Kubernetes",
        "name a file or folder that `kubectl get -o json` or `kubectl apply` goes with";
    LFS_POINTER: "it is a pointer of Git LFS, not the file itself", "fetch it: `git lfs pull`";
    HTML: "it is an HTML or XML page, such as a proxy's or a login page", "ask the API server again, past the proxy";
    KUBECTL_ERROR: "it holds an error message of kubectl", "write it again, or delete it";
    MERGE_CONFLICT: "it holds the marks of a merge conflict (`<<<<<<<`)", "resolve the conflict first";
    HELM_TEMPLATE: "it is a Helm template",
        "render it first: `helm template RELEASE CHART --output-dir FOLDER`, and give that folder";
    TEMPLATE: "it is a template", "render it first, and give what it renders to";
    NOT_RENDERED: "it is …, from which manifests are made", "render it first, and give what it renders to";
    PATCH: "it is …, not an object", "apply it to its base first: `kubectl kustomize FOLDER`";
    NOT_JSON: "it is not JSON", "correct it at the place that the message names; name YAML `.yaml`";
    JSON_COMMENT: "it has comments, which JSON does not know", "remove them";
    CUT_SHORT: "it is not JSON: it ends before its end", "write it again";
    NOT_YAML: "it is not YAML", "correct quotes and indentation of this line and of the one above it";
    TAB: "it is indented with a tab, which YAML forbids", "indent with spaces";
    UNKNOWN_ANCHOR: "it names an anchor that it does not define",
        "define the anchor before its alias, in the same document";
    DUPLICATE_KEY: "a key is given twice in one object", "keep one of them";
    NO_OBJECT: "it is a text or number, not an object", "remove it, or correct it";
    NO_KIND: "an object without its kind or apiVersion", "an object names its apiVersion and kind";
    NO_NAME: "an object of kind … has no metadata.name", "name it under `metadata.name`, as it is named in the cluster";
    NO_LIST: "`items` is missing or is not a list", "write the whole list again: `kubectl get RESOURCE -o json`";
    ONE_PAGE: "it is one page of a list, and others follow it",
        "write the whole list: `kubectl get RESOURCE --all-namespaces -o json`";
    TABLE: "it is a table for people", "write the objects: `kubectl get RESOURCE -o json`";
    WATCH_EVENT: "it is an event of a watch, not an object", "write the objects: `kubectl get RESOURCE -o json`";
    METADATA_ONLY: "it holds the metadata of objects without their kinds",
        "write the objects: `kubectl get RESOURCE -o json`";
    GIVEN_TWICE: "an object or document is given twice, and the two differ",
        "give each object once, as it is in the cluster; apply patches first (`kubectl kustomize`)";
    UNKNOWN_KIND: "no server serves the kind … in `…`", "correct the kind or its apiVersion";
    UNKNOWN_VERSION: "no server serves `…`", "convert it to a version that is served: `kubectl convert`";
    VERSION_GONE: "`…` is no longer served", "convert it to a version that is served: `kubectl convert`";
    WRONG_TYPE: "… is …, and the API takes …", "write the kind of value that the API takes; quote what is text";
    MISSING_FIELD: "… is missing, and the API requires it",
        "complete the object; a patch must be applied to its base first (`kubectl kustomize`)";
    NOT_VALID: "… is not what the API server takes",
        "correct it as the message says: `kubectl apply --dry-run=server` refuses it too";
}
