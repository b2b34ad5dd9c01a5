namespace RoleSync.Cli.Serving;

/// <summary>GET /openapi/v1.json: the routes as an OpenAPI 3.1 document. The project RoleSync.Description wrote it when this was built.</summary>
internal static class DescriptionRoute
{
    private const string Resource = "openapi.json";

    public static void MapDescription(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/openapi/v1.json", (RequestDelegate)WriteAsync).ExcludeFromDescription();

    private static async Task WriteAsync(HttpContext context)
    {
        await using var document = typeof(DescriptionRoute).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"This program was built without its resource {Resource}: build the whole solution again.");
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = document.Length;
        await document.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
