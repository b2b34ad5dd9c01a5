using System.Text.Json.Nodes;

namespace RoleSync.Tests.Sandbox.Contracts;

/// <summary>One of the OpenAPI 3.1 documents that stand beside the repository.</summary>
internal sealed class Contract
{
    private readonly JsonObject _document;

    private Contract(JsonObject document) => _document = document;

    public static Contract Discord { get; } = new(WithWhatIsSent(WithTextCodes(Load("discord-openapi.json"))));

    public static Contract Ethos { get; } = new(Load("ethos-openapi.json"));

    /// <summary>Checks a body against the schema of the operation's answer; returns every breach, with the place of each.</summary>
    public IReadOnlyList<string> Breaches(string method, string template, int status, string body)
    {
        var operation = _document["paths"]?[template]?[method.ToLowerInvariant()]
            ?? throw new ArgumentException($"The contract has no operation {method} {template}.");
        var responses = operation["responses"]!.AsObject();
        var response = responses[$"{status}"] ?? responses[$"{status / 100}XX"];
        if (response is null)
        {
            return [$"{method} {template} must not answer {status}: the contract has only {string.Join(", ", responses.Select(pair => pair.Key))}"];
        }
        var content = Resolve(response)["content"]?["application/json"]?["schema"];
        if (content is null)
        {
            return body.Length == 0 ? [] : [$"{method} {template} {status} must have no body"];
        }
        var schema = new Schema(_document, refusesUnknownFields: status < 300);
        return schema.Breaches(content, JsonNode.Parse(body));
    }

    /// <summary>Checks a body that is sent against the schema of the operation's request; returns every breach, with the place of each.</summary>
    public IReadOnlyList<string> RequestBreaches(string method, string template, string body)
    {
        var operation = _document["paths"]?[template]?[method.ToLowerInvariant()]
            ?? throw new ArgumentException($"The contract has no operation {method} {template}.");
        var content = Resolve(operation["requestBody"]!)["content"]!["application/json"]!["schema"]!;
        return new Schema(_document, refusesUnknownFields: true).Breaches(content, JsonNode.Parse(body));
    }

    private JsonNode Resolve(JsonNode node) => Schema.Resolve(_document, node);

    private static JsonObject Load(string name)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "RoleSync.slnx")))
        {
            root = root.Parent;
        }
        var file = Path.GetFullPath(Path.Combine(root?.FullName ?? ".", "..", "shared", "contracts", name));
        return File.Exists(file)
            ? JsonNode.Parse(File.ReadAllText(file))!.AsObject()
            : throw new FileNotFoundException($"The contract tests need the OpenAPI document {file}; it stands beside the repository, not in it.");
    }

    // Fields that are undocumented or deprecated and that Discord sends all the same; some clients read them unasked.
    private static JsonObject WithWhatIsSent(JsonObject document)
    {
        var schemas = document["components"]!["schemas"]!;
        schemas["GuildWithCountsResponse"]!["properties"]!["hub_type"] = JsonNode.Parse("""{"type":["integer","null"]}""");
        schemas["PrivateApplicationResponse"]!["properties"]!["summary"] = JsonNode.Parse("""{"type":"string"}""");
        return document;
    }

    // The specification types the codes in an errors tree as integers; the documentation and the service use words, and the documentation wins
    // (https://docs.discord.com/developers/reference#error-messages).
    private static JsonObject WithTextCodes(JsonObject document)
    {
        document["components"]!["schemas"]!["InnerErrors"] = JsonNode.Parse("""
            {"type":"object","required":["_errors"],"properties":{"_errors":{"type":"array","items":{"type":"object",
             "required":["code","message"],"properties":{"code":{"type":"string"},"message":{"type":"string"}}}}}}
            """);
        return document;
    }
}
