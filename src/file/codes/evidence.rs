//! Of declared read operations: docs/declared-evidence.md.

codes! { "evidence";
    DUPLICATE_SERVICE: "the service `…` has a file already", "declare all operations of a service in one file";
    DUPLICATE_ID: "the topic or operation `…` is declared twice",
        "keep one of the declarations, or name the other's topic otherwise";
    DUPLICATE_FIELD: "`…` and `…` are one member: letters are compared without their case", "keep one of them";
    CIRCLE: "the items of `…` would be found through each other", "let one of the topics be read without the others";
    NOT_A_SERVICE: "`…` is not a service's name in IAM actions",
        "write it as IAM actions do: `rds` of `rds:DescribeDBInstances`";
    NOT_A_HOST: "`…` cannot stand in a host name", "write letters, digits and `-` only, as AWS's endpoints do";
    TYPE_DOES_NOT_FIT: "`…` is for another type, protocol or kind of service",
        "take it out, or change the type or protocol that it does not fit";
    FIELD_MISSING: "`…` needs `…`", "add it: docs/declared-evidence.md says what it holds";
    NOT_A_READ: "`…` is not an operation or an action that reads",
        "declare operations that read, such as those whose names begin with `Describe`, `Get` or `List`";
    ANSWERS_WITH_SECRETS: "`…` answers with credentials or with what others stored",
        "take it out: such replies are never read";
    BUILT_IN: "`…` is read already, without a declaration", "use the topic that is built in: docs/facts.md lists them";
    NOT_A_TOPIC: "`…` is not a name for a declared topic", "write `service.thing` in lowerCamelCase: `rds.dbInstance`";
    TOPIC_TAKEN: "the topic `…` is declared otherwise already",
        "give it a name of its own: one run knows one meaning of a name";
    NOT_A_CODE: "`…` is not an error code",
        "write the code as the service's API reference does: `ResourceNotFoundException`";
    NOT_A_PATH: "`…` is not a path", "write the path as the service's API reference does: `/things/{name}`";
    NOT_A_PARAMETER: "the parameter `…` cannot be sent like this",
        "write one value; in forms, lists are numbered parameters: `Names.member.1`";
    UNKNOWN_PARAMETER: "there is no parameter `…`", "name a parameter that stands in `request`";
    SEVERAL_TOPICS: "the parameters of one operation come from the facts of one topic",
        "take all placeholders from one topic";
    UNKNOWN_MEMBER: "`…` has no member `…`",
        "name a member that the topic has: docs/facts.md, or `fields` of its declaration";
    UNKNOWN_TOPIC: "there is no topic `…` to read through", "name a topic that is read from AWS: docs/facts.md";
    NOT_OF_A_CLUSTER: "the facts of `…` belong to no cluster", "name a topic whose facts belong to clusters";
    NOT_A_KEY: "`…` cannot identify an item: it is not kept, or not always there",
        "name a member that is kept and not optional";
    NOT_A_MEMBER: "`…` is not a member's name",
        "write the API's name with its first letter in lower case: `dbInstanceArn`";
    UNKNOWN_FORM: "there is no form `…`",
        "name a form of docs/declared-evidence.md, or list the words that the API has";
}
