using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace RoleSync.Tests.Sandbox.Contracts;

/// <summary>As much of JSON Schema 2020-12 as the two contracts use. A keyword that it does not know is an error, so that nothing goes unchecked.</summary>
internal sealed class Schema(JsonObject document, bool refusesUnknownFields)
{
    private static readonly HashSet<string> _annotations =
    [
        "description", "title", "format", "default", "example", "examples", "deprecated", "discriminator", "contentEncoding", "readOnly", "writeOnly",
    ];

    public IReadOnlyList<string> Breaches(JsonNode schema, JsonNode? value)
    {
        List<string> breaches = [];
        Check(schema, value, "$", breaches);
        return breaches;
    }

    public static JsonNode Resolve(JsonObject document, JsonNode node)
    {
        while (node is JsonObject fields && fields["$ref"] is { } reference)
        {
            node = reference.GetValue<string>().Split('/').Skip(1).Aggregate((JsonNode)document, (at, name) => at[name]
                ?? throw new InvalidOperationException($"The contract refers to {reference}, which it does not hold."));
        }
        return node;
    }

    private void Check(JsonNode schema, JsonNode? value, string at, List<string> breaches)
    {
        var rules = Resolve(document, schema).AsObject();
        foreach (var (keyword, rule) in rules)
        {
            if (!_annotations.Contains(keyword) && !keyword.StartsWith("x-", StringComparison.Ordinal) && Broken(keyword, rule!, rules, value, at, breaches) is { } why)
            {
                breaches.Add($"{at}: {why}");
            }
        }
    }

    private string? Broken(string keyword, JsonNode rule, JsonObject rules, JsonNode? value, string at, List<string> breaches)
    {
        switch (keyword)
        {
            case "type":
                return TypeOf(value) is var type && Names(rule).Any(name => name == type || (name == "number" && type == "integer"))
                    ? null : $"is {type}, not {rule.ToJsonString()}";
            case "enum":
                return rule.AsArray().Any(one => JsonNode.DeepEquals(one, value)) ? null : $"{value?.ToJsonString()} is none of {rule.ToJsonString()}";
            case "const":
                return JsonNode.DeepEquals(rule, value) ? null : $"{value?.ToJsonString()} is not {rule.ToJsonString()}";
            case "required":
                return value is not JsonObject holder || rule.AsArray().Select(name => name!.GetValue<string>()).Where(name => !holder.ContainsKey(name)).ToList()
                    is not { Count: > 0 } missing ? null : $"lacks {string.Join(", ", missing)}";
            case "properties":
                CheckFields(rule.AsObject(), rules, value, at, breaches);
                return null;
            case "additionalProperties" when value is JsonObject map:
                foreach (var (name, field) in map.Where(pair => rules["properties"]?[pair.Key] is null))
                {
                    Check(rule, field, $"{at}.{name}", breaches);
                }
                return null;
            case "items" when value is JsonArray array:
                for (var index = 0; index < array.Count; index++)
                {
                    Check(rule, array[index], $"{at}[{index}]", breaches);
                }
                return null;
            case "allOf":
                foreach (var part in rule.AsArray())
                {
                    Check(part!, value, at, breaches);
                }
                return null;
            case "oneOf" or "anyOf":
                var fitting = rule.AsArray().Count(part => new Schema(document, false).Breaches(part!, value).Count == 0);
                return fitting == 1 || (fitting > 1 && keyword == "anyOf") ? null : $"{value?.ToJsonString()} fits {fitting} of the schemas of {keyword}";
            case "items" or "additionalProperties" or "propertyNames":
                return null;
            default:
                return BrokenBound(keyword, rule, value);
        }
    }

    private void CheckFields(JsonObject properties, JsonObject rules, JsonNode? value, string at, List<string> breaches)
    {
        if (value is not JsonObject fields)
        {
            return;
        }
        foreach (var (name, field) in fields)
        {
            if (properties[name] is { } schema)
            {
                Check(schema, field, $"{at}.{name}", breaches);
            }
            else if (refusesUnknownFields && rules["additionalProperties"] is null)
            {
                breaches.Add($"{at}: has the field {name}, which the contract does not know");
            }
        }
    }

    private static string? BrokenBound(string keyword, JsonNode rule, JsonNode? value)
    {
        var kept = (keyword, value) switch
        {
            ("pattern", JsonValue text) when TypeOf(text) == "string" => Regex.IsMatch(text.GetValue<string>(), rule.GetValue<string>()),
            ("minLength", JsonValue text) when TypeOf(text) == "string" => text.GetValue<string>().Length >= rule.GetValue<int>(),
            ("maxLength", JsonValue text) when TypeOf(text) == "string" => text.GetValue<string>().Length <= rule.GetValue<int>(),
            ("minItems", JsonArray array) => array.Count >= rule.GetValue<int>(),
            ("maxItems", JsonArray array) => array.Count <= rule.GetValue<int>(),
            ("uniqueItems", JsonArray array) => array.Select(item => item?.ToJsonString()).Distinct().Count() == array.Count,
            ("maxProperties", JsonObject fields) => fields.Count <= rule.GetValue<int>(),
            ("minimum", JsonValue number) when TypeOf(number) is "integer" or "number" => number.GetValue<double>() >= rule.GetValue<double>(),
            ("maximum", JsonValue number) when TypeOf(number) is "integer" or "number" => number.GetValue<double>() <= rule.GetValue<double>(),
            ("pattern" or "minLength" or "maxLength" or "minItems" or "maxItems" or "uniqueItems" or "maxProperties" or "minimum" or "maximum", _) => true,
            _ => throw new NotSupportedException($"The contract uses the keyword '{keyword}', which these tests cannot check."),
        };
        return kept ? null : $"{value?.ToJsonString()} breaks {keyword} {rule.ToJsonString()}";
    }

    private static IEnumerable<string> Names(JsonNode rule) =>
        rule is JsonArray list ? list.Select(name => name!.GetValue<string>()) : [rule.GetValue<string>()];

    private static string TypeOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => value.ToJsonString().AsSpan().IndexOfAny('.', 'e', 'E') < 0 ? "integer" : "number",
    };
}
