using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;
using RoleSync.Policies;

namespace RoleSync.Api.Requests;

/// <summary>
/// A request about one member of a guild: in its path, or in the field of the old bot's body. Bound by itself, with the guild's policy, so that no
/// route has to look for what is not there: what cannot be understood is 400, a guild without a policy is 404.
/// </summary>
/// <param name="Guild">The guild: the one that was named, else the default one.</param>
/// <param name="Member">The member; of the guild or not.</param>
/// <param name="Policy">The guild's policy, with the roles that the store knows now.</param>
internal sealed record MemberRequest(GuildId Guild, MemberId Member, Policy Policy) : IEndpointParameterMetadataProvider
{
    /// <summary>What the member is called in paths and queries.</summary>
    public const string Name = "memberId";

    /// <summary>What the member is called in the body of the old route.</summary>
    public const string OldName = "userId";

    /// <summary>What an id of a member must be, for whoever sends something else.</summary>
    public const string Wanted = "must be a Discord user's id: digits only.";

    /// <summary>Called for every parameter of this type.</summary>
    /// <exception cref="RefusedRequestException">What was sent cannot be understood, or there is no such guild here.</exception>
    public static async ValueTask<MemberRequest?> BindAsync(HttpContext context)
    {
        var request = await GuildRequest.BindAsync(context);
        var member = MemberOf(context.Request.RouteValues[Name] as string, request!.Fields);
        var policies = context.RequestServices.GetRequiredService<GuildPolicies>();
        if (policies.Resolve(request.Guild) is not GuildChoice.Chosen { Guild: var guild })
        {
            throw new RefusedRequestException(StatusCodes.Status404NotFound, "No guild was named, and there is no default guild: name one, or set DISCORD_GUILD_ID.");
        }

        await context.RequestServices.GetRequiredService<StoredRoles>().RefreshAsync(guild, context.RequestAborted);
        return new MemberRequest(guild, member, policies.Find(guild) ?? throw WithoutPolicy(guild, policies));
    }

    /// <summary>Tells the description of the routes that the guild can be named.</summary>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) => GuildRequest.PopulateMetadata(parameter, builder);

    private static MemberId MemberOf(string? inPath, RequestFields fields)
    {
        var (name, text) = inPath is null ? (OldName, fields.Text(OldName, $"{OldName} {Wanted}")) : (Name, inPath);
        return text is null ? throw RequestFields.Bad($"{OldName} is missing: send the Discord user's id, as a text of digits only.")
            : MemberId.TryParse(text, out var member) ? member
            : throw RequestFields.Bad($"{name} {Wanted}");
    }

    private static RefusedRequestException WithoutPolicy(GuildId guild, GuildPolicies policies) => new(
        StatusCodes.Status404NotFound, policies.Configured(guild)!.MissingVerified ?? $"The roles of guild {guild} make no policy: check its settings.");
}
