using System.Text.Json;
using RoleSync.Sandbox.Http;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Sandbox.Ethos;

/// <summary>What others did to a person, of which the sandbox has reviews (https://developers.ethos.network, activities). A malformed body is refused.</summary>
internal sealed class ActivityRoutes(EthosDirectory people)
{
    public IEnumerable<ApiRoute> All => [new("POST", "/activities/profile/received", Received)];

    private Answer Received(Call call)
    {
        using var body = call.HasJsonContentType ? call.TryJson() : null;
        if (body is null || body.RootElement.ValueKind != JsonValueKind.Object || EthosApi.Text(body.RootElement, "userkey") is not { } userkey)
        {
            return EthosError.BadRequest("userkey: Required");
        }
        return ActivityQuery.Issue(body.RootElement) is { } issue ? EthosError.BadRequest(issue)
            : Page(people.FindByUserkey(userkey), ActivityQuery.Read(body.RootElement));
    }

    private static Answer Page(EthosUser? user, ActivityQuery asked)
    {
        var all = user is null || !asked.Reviews ? [] : (user.Reviews ?? EthosReview.Of(user)).Select((review, number) => (review, number)).ToList();
        all = asked.Score is { } score ? [.. all.Where(item => item.review.Score == score)] : all;
        var ordered = asked.ByVotes ? all.OrderBy(item => item.review.Upvotes) : all.OrderBy(item => item.number);
        var page = (asked.Descending ? ordered.Reverse() : ordered).Skip(asked.Offset).Take(asked.Limit).ToList();
        return Answer.Json(200, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("values");
            page.ForEach(item => WriteReview(json, user!, item.review, item.number));
            json.WriteEndArray();
            json.WriteNumber("total", all.Count);
            json.WriteNumber("limit", asked.Limit);
            json.WriteNumber("offset", asked.Offset);
            json.WriteEndObject();
        });
    }

    private static void WriteReview(Utf8JsonWriter json, EthosUser user, EthosReview review, int number)
    {
        json.WriteStartObject();
        json.WriteString("type", "review");
        json.WriteStartObject("data");
        json.WriteNumber("id", (user.Id * 100) + number);
        json.WriteString("comment", review.Comment);
        json.WriteString("score", review.Score);
        json.WriteEndObject();
        json.WriteNumber("timestamp", 1_750_000_000 + number);
        json.WriteStartObject("author");
        json.WriteString("name", review.Author);
        json.WriteEndObject();
        json.WriteStartObject("votes");
        json.WriteNumber("upvotes", review.Upvotes);
        json.WriteNumber("downvotes", 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
