"""Templates that are broken on purpose. The check that is responsible has to find each break."""

import copy

from checks import consumers, deployment, gateway, lint, metrics, parameters, policies, rights, routes, scan, table, variables
from project import Project
from template import flat, functions


def properties(template: dict, name: str) -> dict:
    """A function's."""
    return functions(template)[name][1]


def statement(template: dict, name: str, sid: str) -> dict:
    """One of a function's policy."""
    return next(found for found in properties(template, name)["Policies"][0]["Statement"] if found.get("Sid") == sid)


def variables_of(template: dict, name: str) -> dict:
    return properties(template, name)["Environment"]["Variables"]


def index(template: dict, name: str) -> dict:
    indexes = template["Resources"]["Table"]["Properties"]["GlobalSecondaryIndexes"]
    return next(found for found in indexes if found["IndexName"] == name)


def on_index(resource: dict, name: str) -> dict:
    """The same table's, by another index."""
    arn, names = resource["Fn::Sub"]
    return {"Fn::Sub": [f"{arn.rsplit('/', 1)[0]}/{name}", names]}


def by_hash_alone(template: dict):
    del index(template, "by_shelf")["KeySchema"][1]


def api(template: dict) -> dict:
    return template["Resources"]["Api"]["Properties"]


def alarm(template: dict, name: str) -> dict:
    return template["Resources"][name]["Properties"]


def cors(template: dict) -> dict:
    return api(template)["CorsConfiguration"]


def dashboard(template: dict, old: str, new: str):
    body = template["Resources"]["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    assert old in body[0]
    body[0] = body[0].replace(old, new)


def mapping(template: dict, name: str) -> dict:
    """How a consumer reads the table's stream."""
    return template["Resources"][f"{name.title()}Mapping"]["Properties"]


def more(listed: list, item):
    listed.append(item)


# What is done to the template, the check that must find it, and what it must say.
BREAKS = [
    ("a variable is missing", variables, "callback reads PUBLISH", lambda t: variables_of(t, "callback").pop("PUBLISH")),
    ("a variable too many", variables, "reconcile is given PLAYBACK_KEY", lambda t: variables_of(t, "reconcile").update(PLAYBACK_KEY="")),
    ("a misspelt variable", variables, "replay-api-read is given PUBLISHED", lambda t: variables_of(t, "replay-api-read").update(PUBLISHED="auto")),
    ("a function of another program", variables, "replay-api-write is deployed from ../target/package/callback.zip", lambda t: properties(t, "replay-api-write").update(CodeUri="../target/package/callback.zip")),
    ("keys to Tencent where strangers ask", variables, "replay-api-read is given TENCENT_SECRET_KEY", lambda t: variables_of(t, "replay-api-read").update(TENCENT_SECRET_KEY=variables_of(t, "replay-api-write")["TENCENT_SECRET_KEY"])),
    ("a page that is told secrets", variables, "console is given CURATOR_TOKENS", lambda t: variables_of(t, "console").update(CURATOR_TOKENS="")),
    ("a page that may read the table", policies, "console may GetItem on table", lambda t: properties(t, "console").update(Policies=[{"Statement": [statement(t, "replay-api-read", "Items") | {"Action": ["dynamodb:GetItem"]}]}])),
    ("a page that plays from elsewhere", variables, "console reads PLAYBACK_DOMAINS", lambda t: variables_of(t, "console").clear()),
    ("a secret itself", variables, "CALLBACK_KEYS itself", lambda t: variables_of(t, "callback").update(CALLBACK_KEYS={"Ref": "CallbackKeysName"})),
    ("a range that the code refuses", variables, "INDEX_SHARDS from 1 to 64", lambda t: t["Parameters"]["IndexShards"].update(MaxValue=65)),
    ("another default", variables, "GROUPING_GAP_SECONDS is '600'", lambda t: t["Parameters"]["GroupingGapSeconds"].update(Default=600)),
    ("a range that Tencent refuses", parameters, "SegmentMinutes goes from 1 to 120", lambda t: t["Parameters"]["SegmentMinutes"].update(MaxValue=121)),
    ("a parameter that takes anything", parameters, "PushDomain takes anything", lambda t: t["Parameters"]["PushDomain"].pop("AllowedPattern")),
    ("a number without an end", parameters, "ApiRate has no range", lambda t: t["Parameters"]["ApiRate"].pop("MaxValue")),
    ("a property that Tencent's side doesn't know", parameters, "StorageMonths is a property", lambda t: t["Resources"]["Recording"]["Properties"].update(StorageMonths=1)),
    ("a parameter that is deployed with", deployment, "samconfig.toml names VodSubAppId", lambda t: t["Parameters"].pop("VodSubAppId")),
    ("a pattern that refuses what is deployed with", deployment, "samconfig.toml gives CuratorTokensName", lambda t: t["Parameters"]["CuratorTokensName"].update(AllowedPattern="^$")),
    ("a default that is read otherwise", deployment, "reads another template: ('Publish'", lambda t: t["Parameters"]["Publish"].update(Default="auto")),
    ("what a new account can't reserve", deployment, "ReconcileConcurrency is 1 in a first deployment", lambda t: t["Parameters"]["ReconcileConcurrency"].update(Default=1)),
    ("callbacks for anybody to find", deployment, "CallbackPathTokenName is '' in a first", lambda t: t["Parameters"]["CallbackPathTokenName"].update(Default="")),
    ("an index of other keys", table, "the global index by_shelf", by_hash_alone),
    ("an index of another name", table, "the global index by_dew", lambda t: index(t, "by_due").update(IndexName="by_dew")),
    ("an index that holds keys alone", table, "the global index by_front", lambda t: index(t, "by_front").update(Projection={"ProjectionType": "KEYS_ONLY"})),
    ("a table without a stream", table, "the table's stream is None", lambda t: t["Resources"]["Table"]["Properties"].pop("StreamSpecification")),
    ("a consumer of half of the records", consumers, "relay gets other records", lambda t: mapping(t, "relay")["FilterCriteria"]["Filters"].pop()),
    ("a consumer of every record", consumers, "confirm gets other records", lambda t: mapping(t, "confirm").pop("FilterCriteria")),
    ("a consumer that misses how it began", consumers, "RelayMapping has StartingPosition LATEST", lambda t: mapping(t, "relay").update(StartingPosition="LATEST")),
    ("a consumer that fails as a whole", consumers, "ConfirmMapping has FunctionResponseTypes None", lambda t: mapping(t, "confirm").pop("FunctionResponseTypes")),
    ("a consumer that stops at one record", consumers, "ConfirmMapping has MaximumRetryAttempts None", lambda t: mapping(t, "confirm").pop("MaximumRetryAttempts")),
    ("events that are lost with the bus", consumers, "RelayMapping has MaximumRetryAttempts 3, not -1", lambda t: mapping(t, "relay").update(MaximumRetryAttempts=3)),
    ("records that are given up and forgotten", consumers, "RelayMapping has DestinationConfig None", lambda t: mapping(t, "relay").pop("DestinationConfig")),
    ("a consumer that can't be switched off", consumers, "ConfirmMapping has Enabled None", lambda t: mapping(t, "confirm").pop("Enabled")),
    ("a consumer without a stream", consumers, "RelayMapping is there without a stream", lambda t: t["Resources"]["RelayMapping"].pop("Condition")),
    ("a restored table's stream that nobody reads", consumers, "the condition HasStream", lambda t: t["Conditions"].update(HasStream={"Fn::Not": [{"Condition": "HasTable"}]})),
    ("a consumer that nothing starts", consumers, "relay has 0 mappings", lambda t: t["Resources"].pop("RelayMapping")),
    ("a function that reads the stream too", consumers, "Callback reads a stream", lambda t: t["Resources"].update(Third={"Type": "AWS::Lambda::EventSourceMapping", "Properties": mapping(t, "relay") | {"FunctionName": {"Ref": "Callback"}}})),
    ("a consumer that does the usual work", consumers, "confirm is started as bootstrap", lambda t: properties(t, "confirm").pop("Handler")),
    ("a handler that no program has", consumers, "doesn't know the handler relais", lambda t: properties(t, "relay").update(Handler="relais")),
    ("letters for four days", consumers, "RelayDeadLetters isn't kept", lambda t: t["Resources"]["RelayDeadLetters"]["Properties"].pop("MessageRetentionPeriod")),
    ("letters that anybody reads", consumers, "ConfirmDeadLetters is no encrypted queue", lambda t: t["Resources"]["ConfirmDeadLetters"]["Properties"].update(SqsManagedSseEnabled=False)),
    ("a bus of everybody's", consumers, "relay doesn't send to the stack's bus", lambda t: variables_of(t, "relay").update(EVENT_BUS="default")),
    ("a record that can't be read, and where it goes", consumers, "relay doesn't put aside", lambda t: variables_of(t, "relay").update(DEAD_LETTERS={"Ref": "DeadLetters"})),
    ("a bus that nobody finds", consumers, "the bus isn't named after the stack", lambda t: t["Resources"]["EventBus"]["Properties"].update(Name="events")),
    ("a consumer that falls behind unseen", consumers, "no alarm watches IteratorAge of confirm", lambda t: alarm(t, "ConfirmBehindAlarm").update(Threshold=86_400_000)),
    ("letters that nobody hears of", consumers, "no alarm watches NumberOfMessagesSent of relay", lambda t: t["Resources"].pop("RelayDeadLettersAlarm")),
    ("items that never expire", table, "items expire by ttl", lambda t: t["Resources"]["Table"]["Properties"].pop("TimeToLiveSpecification")),
    ("a table that goes with the stack", table, "the table stays", lambda t: t["Resources"]["Table"].pop("DeletionPolicy")),
    ("an index that may be read without end", table, "by_shelf has other limits than MaxIndexReads", lambda t: index(t, "by_shelf").pop("OnDemandThroughput")),
    ("a limit that turns callbacks away", table, "writes have a limit by default", lambda t: t["Parameters"]["MaxWrites"].update(Default=1000)),
    ("a route is missing", routes, "Api GET /feed leads to None", lambda t: properties(t, "replay-api-read")["Events"].pop("GetFeed")),
    ("a page without its scripts", routes, "Api ANY /console/{path+} leads to None", lambda t: properties(t, "console")["Events"].pop("Files")),
    ("a route of nothing", routes, "Api GET /fed leads to replay-api-read", lambda t: properties(t, "replay-api-read")["Events"]["GetFeed"]["Properties"].update(Path="/fed")),
    ("a route to another function", routes, "Api GET /replays leads to callback", lambda t: properties(t, "callback")["Events"].update(Replays=properties(t, "replay-api-read")["Events"].pop("GetReplays"))),
    ("a decision at the function that reads", routes, "Api PATCH /replays/{id} leads to replay-api-read", lambda t: properties(t, "replay-api-read")["Events"].update(Patch=properties(t, "replay-api-write")["Events"].pop("PatchReplaysId"))),
    ("a name with a slash that leads elsewhere", routes, "Api PUT /channels/{stream_id} leads to replay-api-write, not to None", lambda t: properties(t, "replay-api-write")["Events"]["PutChannelsStreamId"]["Properties"].update(Path="/channels/{stream_id}")),
    ("callbacks at the gateway of the list", routes, "Api ANY /callbacks/live leads to callback", lambda t: properties(t, "callback")["Events"]["Live"]["Properties"].update(ApiId={"Ref": "Api"})),
    ("origins that AWS's translator takes for everything", gateway, "isn't told AllowMethods", lambda t: cors(t).update(AllowOrigins={"Fn::Split": [",", {"Ref": "AllowedOrigins"}]})),
    ("origins in one text", gateway, "pages of two origins", lambda t: cors(t).update(AllowOrigins=["https://app.example.com,https://studio.example.com"])),
    ("headers that no page may read", gateway, "isn't told ExposeHeaders", lambda t: cors(t).pop("ExposeHeaders")),
    ("a throttle of nothing", gateway, "GET /dead is throttled", lambda t: api(t)["RouteSettings"].update({"GET /dead": {"ThrottlingRateLimit": 1, "ThrottlingBurstLimit": 1}})),
    ("a throttle in words", gateway, "the throttle of GET /feed has no two numbers", lambda t: api(t)["RouteSettings"]["GET /feed"].update(ThrottlingRateLimit={"Ref": "ApiRate"})),
    ("a list that may use up what others need", gateway, "Api: GET /changes has no throttle of its own", lambda t: api(t)["RouteSettings"].pop("GET /changes")),
    ("callbacks without a throttle", gateway, "CallbackApi: a route without a throttle", lambda t: t["Resources"]["CallbackApi"]["Properties"].pop("DefaultRouteSettings")),
    ("a list that no page may read", gateway, "Api: who may read answers", lambda t: api(t).pop("CorsConfiguration")),
    ("no throttle at all", gateway, "a route without a throttle of its own has none", lambda t: api(t).pop("DefaultRouteSettings")),
    ("an authorizer before the functions", gateway, "asks for an authorization", lambda t: api(t).update(Auth={"EnableIamAuthorizer": True, "DefaultAuthorizer": "AWS_IAM"})),
    ("a policy that allows more", policies, "callback may DeleteTable on table", lambda t: more(statement(t, "callback", "Items")["Action"], "dynamodb:DeleteTable")),
    ("a policy that allows an index more", policies, "callback may Query on index/by_shelf", lambda t: more(statement(t, "callback", "Indexes")["Resource"], on_index(statement(t, "reconcile", "Indexes")["Resource"][0], "by_shelf"))),
    ("a policy that allows less", policies, "reconcile does Query on index/by_change", lambda t: statement(t, "reconcile", "Indexes")["Resource"].pop(0)),
    ("a policy with a star", policies, "ReplayApiReadRole may", lambda t: statement(t, "replay-api-read", "Items").update(Resource="*")),
    ("events for every bus", policies, 'relay may events:PutEvents on "*"', lambda t: statement(t, "relay", "Events").update(Resource="*")),
    ("a consumer that can't give up", policies, "confirm needs sqs:SendMessage", lambda t: properties(t, "confirm")["Policies"][0]["Statement"].remove(statement(t, "confirm", "ConfirmDeadLetters"))),
    ("a stream for one that doesn't read it", policies, "replay-api-read may dynamodb:GetRecords", lambda t: more(properties(t, "replay-api-read")["Policies"][0]["Statement"], properties(t, "relay")["Policies"][0]["Statement"][1])),
    ("a secret of others", policies, "callback is told ${CuratorTokensName} or may read it", lambda t: more(statement(t, "callback", "Secrets")["Resource"], {"Fn::Sub": "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter${CuratorTokensName}"})),
    ("a function that reads and may write", policies, "replay-api-read may PutItem on table", lambda t: more(statement(t, "replay-api-read", "Items")["Action"], "dynamodb:PutItem")),
    ("a key for everything", policies, "callback may decrypt more", lambda t: flat(properties(t, "callback")["Policies"][0]["Statement"])[-1].pop("Condition")),
    ("a policy of AWS's own", policies, "ReconcileRole has arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess", lambda t: properties(t, "reconcile").update(Tracing="Active")),
    ("an alarm on nothing", metrics, "ForgedAlarm watches CallbacksForget", lambda t: t["Resources"]["ForgedAlarm"]["Properties"].update(MetricName="CallbacksForget")),
    ("an alarm on what CloudWatch doesn't keep", metrics, "ForgedAlarm watches ServerErrors", lambda t: alarm(t, "ForgedAlarm").update(MetricName="ServerErrors")),
    ("an alarm that no e-mail tells", metrics, "ForgedAlarm reaches nobody", lambda t: alarm(t, "ForgedAlarm")["AlarmActions"].pop()),
    ("an alarm that explains nothing", metrics, "ForgedAlarm doesn't say", lambda t: alarm(t, "ForgedAlarm").update(AlarmDescription="Callbacks are refused.")),
    ("a metric that nobody looks at", metrics, "CloudWatch keeps Ignored", lambda t: t["Resources"]["ApiThrottled"]["Properties"]["MetricTransformations"][0].update(MetricName="Ignored")),
    ("a graph of nothing", metrics, "the dashboard shows Confirmt", lambda t: dashboard(t, "Confirmed\"]", "Confirmt\"]")),
    ("a question about nothing", metrics, "asks the logs for Setled", lambda t: dashboard(t, "sum(Settled)", "sum(Setled)")),
    ("a reference to nothing", lint, "CallbackLog", lambda t: properties(t, "callback").update(LoggingConfig={"LogGroup": {"Ref": "CallbackLog"}})),
    ("a property of no resource", lint, "RetentionDays", lambda t: t["Resources"]["ApiLogs"]["Properties"].update(RetentionDays=1)),
    ("a resource that nobody may deploy", rights, "nothing says which rights AWS::SSM::Parameter takes", lambda t: t["Resources"].update(Version={"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": "1"}})),
    ("a table without backups", scan, "CKV_AWS_28", lambda t: t["Resources"]["Table"]["Properties"].pop("PointInTimeRecoverySpecification")),
]


def allow(project: Project, sid: str, action: str):
    """One action more in a statement of the deployer's policy."""
    more(next(statement for statement in project.deployer["Statement"] if statement["Sid"] == sid)["Action"], action)


# What is done to the rest of the project.
BREAKS_OF_OTHERS = [
    ("a deployer who may not delete queues", rights, "AWS::SQS::Queue needs sqs:DeleteQueue", lambda p: p.deployer["Statement"].remove(next(s for s in p.deployer["Statement"] if s["Sid"] == "DeadLetters"))),
    ("a deployer who may not make a bus", rights, "AWS::Events::EventBus needs events:CreateEventBus", lambda p: p.deployer_events["Statement"].pop()),
    ("a deployer of everybody's mappings", rights, "the deployer needs lambda:CreateEventSourceMapping, with", lambda p: p.deployer_events["Statement"][0].pop("Condition")),
    ("a deployer who may do what AWS doesn't know", rights, "lambda:CreateFunktion, which AWS doesn't have", lambda p: allow(p, "Functions", "lambda:CreateFunktion")),
    ("a deployer who may do anything", rights, "iam:*, which AWS doesn't have", lambda p: allow(p, "Roles", "iam:*")),
    ("a deployer of everybody's functions", rights, "is none of its resources", lambda p: next(s for s in p.deployer["Statement"] if s["Sid"] == "Functions").update(Resource="*")),
    ("a right on what isn't its resource", rights, "iam:CreateUser on arn:aws:iam::ACCOUNT:role/STACK-*, which is none", lambda p: allow(p, "Roles", "iam:CreateUser")),
    ("a policy that is too long", rights, "and AWS takes 6144", lambda p: p.deployer["Statement"].extend(p.deployer["Statement"][:3])),
    ("a doctor who may not read secrets", rights, "ssm:GetParameters is a question", lambda p: p.doctor["Statement"].remove(next(s for s in p.doctor["Statement"] if s["Sid"] == "Secrets"))),
    ("a call to Tencent that is not allowed", rights, "the code calls live:DropLiveStream", lambda p: p.calls.add("live:DropLiveStream")),
    ("a call to Tencent that nobody makes", rights, "allows vod:DeleteMedia, which the code never calls", lambda p: p.calls.remove("vod:DeleteMedia")),
    ("a call to Tencent in two policies", rights, "vod:DeleteMedia is in tencent-deleting.json and tencent-reading.json", lambda p: more(p.tencent["tencent-reading.json"]["statement"][0]["action"], "vod:DeleteMedia")),
]


def unfound(project: Project):
    """The breaks that nothing found."""
    whole = [(*others, lambda p, breaks=breaks: breaks(p.template)) for *others, breaks in BREAKS]
    for what, check, says, breaks in whole + BREAKS_OF_OTHERS:
        broken = copy.deepcopy(project)
        breaks(broken)
        told = list(check.problems(broken))
        if not any(says in problem for problem in told):
            yield f"{what}: {check.__name__} should say {says!r}, and says {told}"
