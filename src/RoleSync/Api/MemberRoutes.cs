using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using RoleSync.Api.Requests;
using RoleSync.Api.Views;
using RoleSync.Core.Records;
using RoleSync.Core.Waiting;
using RoleSync.Members;

namespace RoleSync.Api;

/// <summary>What concerns one member: why the roles are as they are, and a verification at once, also in the shape of the old bot.</summary>
internal static class MemberRoutes
{
    /// <summary>After so long whoever found Ethos or Discord away may ask again.</summary>
    private static readonly TimeSpan _pause = TimeSpan.FromMinutes(1);

    public static void MapMembers(this IEndpointRouteBuilder routes)
    {
        const string why = "Why the member holds these roles: what Ethos says now, the rule, the last changes, what stands in the way.";
        const string verify = "Looks the member up at Ethos and puts the roles right at once, as /ethos_verify does.";
        const string byDefault = " The guild is the default one unless guildId names another.";
        var members = routes.MapGroup("").WithTags("Members");
        members.MapGet("/guilds/{guildId}/members/{memberId}/why", WhyAsync).WithSummary(why);
        members.MapGet("/members/{memberId}/why", WhyAsync).WithSummary(why + byDefault);
        members.MapPost("/guilds/{guildId}/members/{memberId}/verify", VerifyAsync).WithSummary(verify);
        members.MapPost("/members/{memberId}/verify", VerifyAsync).WithSummary(verify + byDefault);
        routes.MapPost("/force-sync", ForceAsync).WithTags("Sync").WithSummary("The same in the shape of the old bot: the member is the field userId of the body.");
    }

    private static async Task<Results<Ok<WhyView>, ProblemHttpResult>> WhyAsync(MemberRequest request, MemberExplainer explainer, CancellationToken ct) =>
        await explainer.ExplainAsync(request.Guild, request.Member, request.Policy, ct) switch
        {
            ExplainAnswer.Explained explained => TypedResults.Ok(WhyView.Of(explained.Explanation)),
            ExplainAnswer.Unavailable unavailable => TypedResults.Problem(unavailable.Why, statusCode: StatusCodes.Status503ServiceUnavailable),
            _ => throw new InvalidOperationException("A member is explained or cannot be read."),
        };

    private static async Task<Results<Ok<VerifyView>, ProblemHttpResult>> VerifyAsync(MemberRequest request, HttpRequest http, Verifier verifier, CancellationToken ct)
    {
        var answer = await AskAsync(request, http, verifier, ct);
        return Refused(answer, request, http.HttpContext.Response) is var (status, sentence)
            ? TypedResults.Problem(sentence, statusCode: status)
            : TypedResults.Ok(VerifyView.Of(answer, request.Guild, request.Member, request.Policy));
    }

    private static async Task<Results<Ok<ForceAnswer>, JsonHttpResult<OldError>>> ForceAsync(MemberRequest request, HttpRequest http, Verifier verifier, CancellationToken ct)
    {
        var answer = await AskAsync(request, http, verifier, ct);
        return Refused(answer, request, http.HttpContext.Response) is var (status, sentence)
            ? TypedResults.Json(OldError.Of(sentence), statusCode: status)
            : TypedResults.Ok(ForceAnswer.Of(VerifyView.Of(answer, request.Guild, request.Member, request.Policy)));
    }

    private static Task<VerifyAnswer> AskAsync(MemberRequest request, HttpRequest http, Verifier verifier, CancellationToken ct)
    {
        var trigger = Caller.TriggerOf(http);
        return verifier.VerifyAsync(request.Guild, request.Member, request.Policy, new Requester(trigger, JsonNames.Upper(trigger)), ct);
    }

    /// <summary>Why nothing can be said about the member, or nothing could be done, with the status that goes with it; null where it is an answer.</summary>
    private static (int Status, string Sentence)? Refused(VerifyAnswer answer, MemberRequest request, HttpResponse response) => answer switch
    {
        VerifyAnswer.LeftAlone { Because: VerifyAnswer.Reason.IsNoMember } =>
            (StatusCodes.Status404NotFound, $"{request.Member} is no member of guild {request.Guild}: check the id, and the guild."),
        VerifyAnswer.EthosSilent silent =>
            (RetryAfter.Say(response, _pause), $"Ethos gave no answer that can be relied on. {silent.Why} Nothing was changed: try again in a few minutes."),
        VerifyAnswer.NotNow { NeedsModerator: true } blocked => (StatusCodes.Status409Conflict, $"{blocked.Why} Nothing was changed."),
        VerifyAnswer.NotNow later => (RetryAfter.Say(response, _pause), $"{later.Why} Nothing was changed: try again in a minute."),
        VerifyAnswer.TooSoon soon => (RetryAfter.Say(response, soon.Left), $"The member was verified a moment ago: try again in {DurationText.Of(soon.Left)}."),
        _ => null,
    };
}
