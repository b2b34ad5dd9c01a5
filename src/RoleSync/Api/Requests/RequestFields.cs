using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using RoleSync.Api.Views;
using RoleSync.Core.Guilds;
using RoleSync.Core.Waiting;
using RoleSync.Transport;

namespace RoleSync.Api.Requests;

/// <summary>
/// The fields that a caller sends, in the query or in a JSON body, read in one way on every route. Unknown fields are ignored; a body that is no
/// JSON object, a value of the wrong type or range, and a field that is given twice with two values are refused with a sentence.
/// </summary>
internal sealed class RequestFields
{
    private readonly IQueryCollection _query;
    private readonly IReadOnlyList<JsonProperty> _body;

    private RequestFields(IQueryCollection query, IReadOnlyList<JsonProperty> body) => (_query, _body) = (query, body);

    /// <summary>The names of everything that was sent.</summary>
    public IEnumerable<string> Names => _query.Keys.Concat(_body.Select(sent => sent.Name));

    /// <summary>Reads what was sent.</summary>
    /// <exception cref="RefusedRequestException">The body cannot be understood.</exception>
    public static async Task<RequestFields> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        try
        {
            using var buffer = new MemoryStream();
            await request.Body.CopyToAsync(buffer, ct);
            var bytes = buffer.ToArray();
            if (bytes.All(one => char.IsWhiteSpace((char)one)))
            {
                return new RequestFields(request.Query, []);
            }

            if (!JsonText.IsWhole(bytes))
            {
                throw Bad("The body is not JSON: it holds bytes that are no UTF-8, or half a character.");
            }

            using var json = JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return json.RootElement.ValueKind is JsonValueKind.Object
                ? new RequestFields(request.Query, [.. json.RootElement.Clone().EnumerateObject().Where(field => field.Value.ValueKind is not JsonValueKind.Null)])
                : throw Bad("The body must be a JSON object, e.g. {\"startIndex\": 0, \"chunkSize\": 50}.");
        }
        catch (JsonException)
        {
            throw Bad("The body is not JSON, or names a field twice: send an object, e.g. {\"startIndex\": 0, \"chunkSize\": 50}, or no body at all.");
        }
        catch (BadHttpRequestException)
        {
            throw Bad("The body could not be read: it is too large or was cut off.");
        }
    }

    /// <summary>A text; null where it was not sent.</summary>
    /// <param name="name">The field.</param>
    /// <param name="wanted">What it must be, for whoever sends something else.</param>
    public string? Text(string name, string wanted) => One(name, wanted, field => field.ValueKind is JsonValueKind.String ? field.GetString() : null, text => text);

    /// <summary>A whole number within bounds; null where it was not sent.</summary>
    public int? Integer(string name, int minimum, int maximum) => (int?)Number(name, minimum, maximum);

    /// <summary>The same where it may be large.</summary>
    public long? Number(string name, long minimum, long maximum)
    {
        var wanted = string.Create(CultureInfo.InvariantCulture, $"{name} must be a whole number from {minimum} to {maximum}.");
        return One(
            name,
            wanted,
            field => field.ValueKind is JsonValueKind.Number && field.TryGetInt64(out var number) ? Within(number) : null,
            text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? Within(number) : null);

        long? Within(long number) => number >= minimum && number <= maximum ? number : null;
    }

    /// <summary>One of an enum's names, in any case; null where it was not sent.</summary>
    public T? OneOf<T>(string name, params IReadOnlyCollection<T> besides)
        where T : struct, Enum
    {
        var names = Enum.GetValues<T>().Except(besides).ToDictionary(JsonNames.Name, StringComparer.OrdinalIgnoreCase);
        var wanted = $"{name} must be one of {string.Join(", ", names.Keys)}.";
        return Text(name, wanted) is { } text ? names.TryGetValue(text, out var value) ? value : throw Bad(wanted) : null;
    }

    /// <summary>A Discord user's id; null where it was not sent.</summary>
    public MemberId? Member(string name)
    {
        var wanted = $"{name} {MemberRequest.Wanted}";
        return Text(name, wanted) is { } text ? MemberId.TryParse(text, out var member) ? member : throw Bad(wanted) : null;
    }

    /// <summary>A point in time; null where it was not sent.</summary>
    public DateTimeOffset? Time(string name, DateTimeOffset now)
    {
        var wanted = $"{name} must be {PointInTime.Wanted}.";
        return Text(name, wanted) is { } text ? PointInTime.TryParse(text, now, out var time) ? time : throw Bad(wanted) : null;
    }

    /// <summary>A switch; false where it was not sent.</summary>
    public bool Flag(string name) => One(
        name,
        $"{name} must be true or false.",
        field => field.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => (bool?)null },
        text => bool.TryParse(text, out var flag) ? flag : null) ?? false;

    /// <summary>An object of the body; null where it was not sent.</summary>
    public JsonElement? Object(string name, string wanted) => Body(name).Select(field => (JsonElement?)field).FirstOrDefault() is not { } sent ? null
        : sent.ValueKind is JsonValueKind.Object ? sent
        : throw Bad(wanted);

    /// <summary>A refusal of what was sent.</summary>
    public static RefusedRequestException Bad(string sentence) => new(StatusCodes.Status400BadRequest, sentence);

    private string? One(string name, string wanted, Func<JsonElement, string?> ofBody, Func<string, string?> ofQuery) =>
        Single(name, wanted, [.. Body(name).Select(ofBody), .. Query(name).Select(ofQuery)]);

    private T? One<T>(string name, string wanted, Func<JsonElement, T?> ofBody, Func<string, T?> ofQuery)
        where T : struct =>
        Single(name, wanted, [.. Body(name).Select(ofBody), .. Query(name).Select(ofQuery)]);

    private static T? Single<T>(string name, string wanted, IReadOnlyList<T?> values)
    {
        if (values.Any(value => value is null))
        {
            throw Bad(wanted);
        }

        return values is [] ? default : values.Distinct().Count() == 1 ? values[0] : throw Bad($"{name} is given twice, with two values: send one.");
    }

    private IEnumerable<JsonElement> Body(string name) =>
        _body.Where(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(field => field.Value);

    // A query names a field without a value where a form was left blank.
    private IEnumerable<string> Query(string name) => _query[name].OfType<string>().Where(text => text.Length > 0);
}
