using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using RoleSync.Core.Guilds;
using RoleSync.Policies;

namespace RoleSync.Api.Requests;

/// <summary>
/// A request that may name a guild: in its path, its query or its JSON body, whichever the caller prefers. Bound by itself, so that no route reads its
/// guild in a way of its own: what cannot be understood is 400, a guild that is not configured is 404.
/// </summary>
/// <param name="Guild">The guild that was named, which is configured; null where none was.</param>
/// <param name="Fields">Everything else that was sent.</param>
internal sealed record GuildRequest(GuildId? Guild, RequestFields Fields) : IEndpointParameterMetadataProvider
{
    /// <summary>What the field is called.</summary>
    public const string Name = "guildId";

    private const string Wanted = "guildId must be a Discord server's id, as a text of digits only.";

    /// <summary>Called for every parameter of this type.</summary>
    /// <exception cref="RefusedRequestException">What was sent cannot be understood, or there is no such guild here.</exception>
    public static async ValueTask<GuildRequest?> BindAsync(HttpContext context)
    {
        // A body can be read once, and a route, its group and a request that holds this one may all ask.
        if (context.Items.TryGetValue(typeof(GuildRequest), out var known))
        {
            return (GuildRequest?)known;
        }

        var request = await ReadAsync(context);
        context.Items[typeof(GuildRequest)] = request;
        return request;
    }

    /// <summary>Tells the description of the routes that the guild can be named.</summary>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) => builder.Metadata.Add(new NamesGuild());

    private static async Task<GuildRequest> ReadAsync(HttpContext context)
    {
        var fields = await RequestFields.ReadAsync(context.Request, context.RequestAborted);
        if (fields.Names.FirstOrDefault(IsMisspelt) is { } misspelt)
        {
            throw RequestFields.Bad($"The field {misspelt} means nothing here, and without the guild that it seems to name the request would be about another one: call it {Name}.");
        }

        var sent = fields.Text(Name, Wanted);
        var inPath = context.Request.RouteValues[Name] as string;
        if (inPath is not null && sent is not null && sent != inPath)
        {
            throw RequestFields.Bad($"{Name} is given twice, with two values: send one.");
        }

        return new GuildRequest((inPath ?? sent) is { } text ? Configured(text, context.RequestServices.GetRequiredService<GuildPolicies>()) : null, fields);
    }

    private static GuildId Configured(string text, GuildPolicies policies) =>
        !GuildId.TryParse(text, out var guild) ? throw RequestFields.Bad(Wanted)
        : policies.Resolve(guild) is GuildChoice.Unknown unknown ? throw new RefusedRequestException(StatusCodes.Status404NotFound, unknown.Why)
        : guild;

    // Ignored, as other unknown fields are, it would stop or start the default guild instead of the one that was meant.
    private static bool IsMisspelt(string name) =>
        !name.Equals(Name, StringComparison.OrdinalIgnoreCase)
        && string.Concat(name.Where(char.IsAsciiLetter)).ToUpperInvariant() is "GUILD" or "GUILDID" or "GUILDS" or "GUILDIDS" or "SERVER" or "SERVERID";
}

/// <summary>Marks a route that reads <see cref="GuildRequest.Name"/>.</summary>
internal sealed record NamesGuild;
