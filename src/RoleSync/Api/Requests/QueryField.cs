using Microsoft.AspNetCore.Builder;

namespace RoleSync.Api.Requests;

/// <summary>Tells the description of the routes that a route reads a field of the query by itself, through <see cref="RequestFields"/>.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Description">What it does, as a sentence.</param>
/// <param name="IsNumber">Whether it is a whole number; else a text.</param>
internal sealed record QueryField(string Name, string Description, bool IsNumber = false);

/// <summary>How a route names the fields that it reads.</summary>
internal static class QueryFields
{
    /// <summary>Names fields.</summary>
    public static RouteHandlerBuilder WithFields(this RouteHandlerBuilder route, params IReadOnlyList<QueryField> fields) => route.WithMetadata([.. fields]);
}
