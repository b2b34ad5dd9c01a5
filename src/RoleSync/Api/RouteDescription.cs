using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using RoleSync.Api.Requests;

namespace RoleSync.Api;

/// <summary>
/// What writes the OpenAPI document of the routes. Only the build needs it (project RoleSync.Description); it is here because it takes the descriptions
/// of the answers from the doc comments of the project that it is compiled in.
/// </summary>
internal static class RouteDescription
{
    public static IServiceCollection AddRouteDescription(this IServiceCollection services) =>
        services.AddOpenApi(options => options.AddOperationTransformer((operation, context, _) =>
        {
            foreach (var field in context.Description.ActionDescriptor.EndpointMetadata.OfType<QueryField>())
            {
                (operation.Parameters ??= []).Add(new OpenApiParameter
                {
                    Name = field.Name,
                    In = ParameterLocation.Query,
                    Description = field.Description,
                    Schema = new OpenApiSchema { Type = field.IsNumber ? JsonSchemaType.Integer : JsonSchemaType.String },
                });
            }

            DescribePath(operation, context.Description.RelativePath ?? "");
            var namesGuild = context.Description.ActionDescriptor.EndpointMetadata.OfType<NamesGuild>().Any();
            if (namesGuild && context.Description.RelativePath?.Contains($"{{{GuildRequest.Name}}}", StringComparison.Ordinal) is false)
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

    /// <summary>Names what stands in the path and is read by a request that binds itself, for of such a one the framework knows no part.</summary>
    private static void DescribePath(OpenApiOperation operation, string path)
    {
        foreach (var name in path.Split('/').Where(part => part is ['{', .., '}']).Select(part => part[1..^1].Split(':')[0]))
        {
            if (operation.Parameters?.Any(parameter => parameter.Name == name) is not true)
            {
                (operation.Parameters ??= []).Add(new OpenApiParameter
                {
                    Name = name,
                    In = ParameterLocation.Path,
                    Required = true,
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                });
            }
        }
    }
}
