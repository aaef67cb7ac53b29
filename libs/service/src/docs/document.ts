import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { JSON_SCHEMAS } from '@pacioli/contracts/schema';

type Schemas = NonNullable<OpenAPIObject['components']>['schemas'] & object;

/** The OpenAPI document of a service's routes as they are, with the schemas by which requests are checked. */
export function apiDocument(
  app: INestApplication,
  about: { readonly title: string; readonly description: string },
): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(about.title)
    .setDescription(about.description)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .setVersion('1')
    .addServer('/')
    .build();
  // A copy, since Nest rewrites what it is given.
  config.components = { schemas: structuredClone(JSON_SCHEMAS) };
  const document = SwaggerModule.createDocument(app, config, {
    autoTagControllers: true,
    operationIdFactory: (controller, method) => `${controller.replace('Controller', '')}_${method}`,
  });
  // Nothing is authenticated yet, and the document says so.
  document.security = [];
  document.components = { schemas: referredTo(document.paths, document.components!.schemas as Schemas) };
  return inWordsOfTools(document);
}

/** Serves the document, and a page to try it, at /docs. */
export function serveDocument(app: INestApplication, document: OpenAPIObject): void {
  SwaggerModule.setup('docs', app, document, {
    jsonDocumentUrl: 'docs/openapi.json',
    raw: ['json'],
    customSiteTitle: document.info.title,
  });
}

/** The schemas that `from` refers to, and those that they refer to. */
function referredTo(from: unknown, schemas: Schemas, found: Schemas = {}): Schemas {
  for (const [, name] of JSON.stringify(from).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
    if (Object.hasOwn(found, name!)) continue;
    found[name!] = schemas[name!]!;
    referredTo(schemas[name!], schemas, found);
  }
  return found;
}

/** Few tools know our formats of a moment and a day, or the class of ill-formed characters, which JSON should not hold anyway. */
const inWordsOfTools = (document: OpenAPIObject): OpenAPIObject =>
  JSON.parse(
    JSON.stringify(document)
      .replaceAll('"utc-moment"', '"date-time"')
      .replaceAll('"real-day"', '"date"')
      .replaceAll('\\\\p{Cs}', ''),
  ) as OpenAPIObject;
