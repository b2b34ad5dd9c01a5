using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using RoleSync.Api.Requests;
using RoleSync.Api.Views;
using RoleSync.Planning;
using RoleSync.Policies;

namespace RoleSync.Api;

/// <summary>The plan of settings that are not in force.</summary>
internal static class WhatIfRoutes
{
    private const int MostShown = 10_000;

    public static void MapWhatIf(this IEndpointRouteBuilder routes) => routes.MapPost("/what-if", PlanAsync)
        .WithTags("Runs")
        .WithSummary("What the next run would change under other settings, {\"settings\": {...}} with the keys of appsettings.json, and whether it would be held. Nothing is stored; limit says how many changes are listed.");

    private static async Task<Results<Ok<WhatIfView>, ProblemHttpResult>> PlanAsync(
        GuildRequest request, GuildPolicies policies, ReadProposal read, WhatIfPlanner planner, CancellationToken ct)
    {
        if (policies.Resolve(request.Guild) is not GuildChoice.Chosen { Guild: var guild })
        {
            return Problem(StatusCodes.Status404NotFound, ((GuildChoice.Unknown)policies.Resolve(request.Guild)).Why);
        }

        var shown = request.Fields.Integer("limit", 0, MostShown) ?? 1_000;
        if (request.Fields.Object("settings", "settings must be an object with the keys of appsettings.json.") is not { } settings)
        {
            return Problem(StatusCodes.Status400BadRequest, "settings is missing: send the settings to try, with the keys of appsettings.json, as the object \"settings\".");
        }

        var proposal = Proposed(read, guild, settings);
        return proposal.Value is null
            ? Problem(StatusCodes.Status400BadRequest, string.Join(' ', proposal.Problems))
            : await planner.PlanAsync(guild, proposal.Value, shown, ct) switch
            {
                WhatIfAnswer.Planned plan => TypedResults.Ok(WhatIfView.Of(plan)),
                WhatIfAnswer.Unusable unusable => Problem(StatusCodes.Status400BadRequest, string.Join(' ', unusable.Problems)),
                WhatIfAnswer.Busy busy => Problem(StatusCodes.Status409Conflict, busy.Why),
                WhatIfAnswer.Unavailable away => Problem(StatusCodes.Status503ServiceUnavailable, away.Why),
                _ => throw new InvalidOperationException("A question about other settings has four answers."),
            };
    }

    private static Core.Policies.Checked<PlanProposal> Proposed(ReadProposal read, Core.Guilds.GuildId guild, JsonElement settings)
    {
        try
        {
            return read(guild, settings);
        }
        catch (FormatException)
        {
            throw RequestFields.Bad("settings names a key twice, in other capitals: keep one.");
        }
    }

    private static ProblemHttpResult Problem(int status, string detail) => TypedResults.Problem(detail, statusCode: status);
}
