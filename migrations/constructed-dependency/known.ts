/** Calls that build a client, a connection or a loaded model: what a test would replace by a fake. */

/** Qualified names of classes. */
const classes: readonly RegExp[] = [
  /^openai\.(Async)?(Azure)?OpenAI$/,
  /^anthropic\.(Async)?Anthropic(Bedrock|Vertex)?$/,
  /^(groq\.(Async)?Groq|together\.(Async)?Together|mistralai\.Mistral|cohere\.(Async)?Client(V2)?|ollama\.(Async)?Client)$/,
  /^google\.genai\.Client$/,
  /^google\.cloud\.(bigquery|storage|firestore|pubsub_v1|secretmanager|translate|vision|speech|aiplatform\.gapic)(_v\d\w*)?\.\w*Client$/,
  /^(google\.generativeai|vertexai\.(preview\.)?generative_models)\.GenerativeModel$/,
  /^langchain_(openai|anthropic|google_genai|google_vertexai|groq|mistralai|ollama|cohere|together|aws)\.\w*(Chat\w+|OpenAI|VertexAI|LLM|Embeddings)$/,
  /^langchain(_community)?\.(chat_models|llms|embeddings)(\.\w+)?\.[A-Z]\w*$/,
  /^llama_index\.(llms|embeddings)\.\w+\.[A-Z]\w*$/,
  /^huggingface_hub\.((Async)?InferenceClient|HfApi)$/,
  /^sentence_transformers\.(SentenceTransformer|CrossEncoder)$/,
  /^(requests|aiohttp|boto3)\.(Client)?Session$/,
  /^httpx2?\.(Async)?Client$/,
  /^(pinecone\.(grpc\.)?Pinecone(GRPC)?|qdrant_client\.(Async)?QdrantClient|pymilvus\.MilvusClient|weaviate\.Client)$/,
  /^(redis\.(asyncio\.)?(Strict)?Redis|pymongo\.(Async)?MongoClient|elasticsearch\.(Async)?Elasticsearch|opensearchpy\.OpenSearch)$/,
  /^(tavily\.(Async)?TavilyClient|serpapi\.Client|twilio\.rest\.Client|slack_sdk\.WebClient|github\.Github|exa_py\.Exa)$/,
  /^azure\.[\w.]+\.[A-Z]\w*Client$/
];

/** Qualified names of functions, whose result has no class of its own name. */
const factories: readonly RegExp[] = [
  /^sqlalchemy\.(create_engine|ext\.asyncio\.create_async_engine)$/,
  /^boto3\.(client|resource)$/,
  /^chromadb\.(Client|PersistentClient|HttpClient|EphemeralClient)$/,
  /^(requests\.session|redis\.from_url|transformers\.pipeline|neo4j\.GraphDatabase\.driver)$/,
  /^weaviate\.connect_to_\w+$/,
  /^praw\.Reddit$/
];

/** `class` where the name can stand in an annotation, `factory` where it cannot; null for anything else. */
export function dependencyKind(qualified: string | null): 'class' | 'factory' | null {
  if (qualified === null) {
    return null;
  }
  return classes.some(r => r.test(qualified))
    ? 'class'
    : factories.some(r => r.test(qualified))
      ? 'factory'
      : null;
}
