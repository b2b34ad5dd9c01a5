using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using RoleSync.Api.Requests;

namespace RoleSync.Api;

/// <summary>Every service that the application was built with.</summary>
internal sealed record Registrations(IServiceCollection Services);

/// <summary>
/// GET /openapi/v1.json: the routes as an OpenAPI 3.1 document. What writes it is needed once in a while and takes three megabytes, so
/// it is put together for the request that asks and is then forgotten.
/// </summary>
internal static class DescriptionRoutes
{
    private const string Document = "v1";

    public static void MapDescription(this IEndpointRouteBuilder routes) => routes
        .MapGet($"/openapi/{Document}.json", DescribeAsync)
        .ExcludeFromDescription();

    private static async Task DescribeAsync(HttpContext context, Registrations registrations, CancellationToken ct)
    {
        await using var services = Scribe(registrations.Services, context.RequestServices);
        var document = await services.GetRequiredKeyedService<IOpenApiDocumentProvider>(Document).GetOpenApiDocumentAsync(ct);
        var address = UriHelper.BuildAbsolute(context.Request.Scheme, context.Request.Host, context.Request.PathBase);
        document.Servers = [new OpenApiServer { Url = address }];
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, ct), ct);
    }

    /// <summary>The application's registrations tell which parameters are services; the routes are those that are served.</summary>
    private static ServiceProvider Scribe(IServiceCollection application, IServiceProvider running)
    {
        var services = new ServiceCollection();
        foreach (var registration in application)
        {
            ((ICollection<ServiceDescriptor>)services).Add(registration);
        }

        services.AddOpenApi(options => options.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<NamesGuild>().Any() && context.Description.RelativePath?.Contains($"{{{GuildRequest.Name}}}", StringComparison.Ordinal) is false)
            {
                (operation.Parameters ??= []).Add(new OpenApiParameter
                {
                    Name = GuildRequest.Name,
                    In = ParameterLocation.Query,
                    Description = "The server's id; it may also be a field of a JSON body. Left out: the default server.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                });
            }

            return Task.CompletedTask;
        }));
        services.AddSingleton(running.GetRequiredService<EndpointDataSource>());
        return services.BuildServiceProvider();
    }
}
