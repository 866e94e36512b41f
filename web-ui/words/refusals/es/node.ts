// What is refused, and why, in Spanish: the node, the page and the gateway. How this is read: web-ui/words/refusals.ts.

import type { Sentences } from '../../refusals.ts';

export const node: Sentences = {
  'Nothing was named.': 'No se ha nombrado nada.',
  'Name what you want to take back.': 'Nombre lo que quiere retirar.',
  '{#1} records were named, and {#2} go at once.': 'Se han nombrado {#1} registros, y caben {#2} a la vez.',
  'Take them back in several steps.': 'Retírelos en varios pasos.',
  'You are a guest here; words of guests cannot be taken back by radio.':
    'Usted es invitado aquí; las palabras de los invitados no se pueden retirar por radio.',
  'Ask a member to invite you; then you can take back what you write from then on, and what you wrote before.':
    'Pida a un miembro que le invite; entonces podrá retirar lo que escriba desde ese momento y lo que escribió antes.',
  'No record {1} is held here.': 'Aquí no hay ningún registro {1}.',
  'Look up its number again.': 'Vuelva a mirar su número.',
  'These are not your words.': 'Estas no son sus palabras.',
  'Only who wrote it can take it back: ask them.': 'Solo quien lo escribió puede retirarlo: pídaselo.',
  'This was taken back already.': 'Esto ya se ha retirado.',
  'Nothing need be done.': 'No hay que hacer nada.',
  'This stays for ever: what was decided, who is a member, or what everybody owns rests on it.':
    'Esto queda para siempre: en ello se basa lo que se decidió, quién es miembro o lo que es de cada cual.',
  'Say something newer that replaces it, where that can be done.':
    'Diga algo más nuevo que lo sustituya, donde sea posible.',
  'This message is not here any more.': 'Este mensaje ya no está.',
  'Look at the list again.': 'Mire otra vez la lista.',
  'An answer has 1 to {#1} bytes.': 'Una respuesta tiene de 1 a {#1} bytes.',
  'Write it shorter.': 'Escríbala más corta.',
  'The radio measures {#1} % of the channel in use; only calls for help are answered then.':
    'La radio mide un {#1} % del canal ocupado; así solo se responde a llamadas de ayuda.',
  'Wait until it is quieter, or speak to the person.': 'Espere a que haya menos tráfico o hable con la persona.',
  'Wait a minute.': 'Espere un minuto.',
  'Many answers have gone out already, and the air is scarce.':
    'Ya han salido muchas respuestas, y el tiempo de aire es escaso.',
  'This needs the token of the address that the gateway printed.':
    'Para esto hace falta la clave de la dirección que mostró la pasarela.',
  'Open that address.': 'Abra esa dirección.',
  'There is no control "{1}" here.': 'Aquí no hay ningún mando «{1}».',
  'See gateway/README.md for the list.': 'La lista está en gateway/README.md.',
  'This is not what "{1}" takes: {2}.': 'Esto no es lo que espera «{1}»: {2}.',
  'Too many wrong tokens.': 'Demasiadas claves equivocadas.',
  'Wait.': 'Espere.',
  'This is for the community here.': 'Esto es para la comunidad de aquí.',
  'Join it first.': 'Únase antes a ella.',
  'An answer has an id and a text.': 'Una respuesta tiene un identificador y un texto.',
  'See gateway/README.md.': 'Vea gateway/README.md.',
  'This gateway has no radio.': 'Esta pasarela no tiene radio.',
  'Answer at another one.': 'Responda desde otra.',
  'the connection ended': 'la conexión terminó',
  'Something else was written since this draft was signed.':
    'Desde que se firmó este borrador se ha escrito otra cosa.',
  'Make a new draft and sign it again.': 'Haga un borrador nuevo y vuelvan a firmarlo.',
  'A signature that came with it is of another record, or of another key.':
    'Una de las firmas que venían es de otro registro o de otra llave.',
  'Let everybody sign the same draft again.': 'Que todos firmen otra vez el mismo borrador.',
  'This device has no key of a member.': 'Este dispositivo no tiene la llave de ningún miembro.',
  'Join or create a community on this device first.': 'Antes, únase a una comunidad en este dispositivo o cree una.',
  'The community is not known here yet.': 'La comunidad aún no se conoce aquí.',
  'Wait until a neighbour or a gateway has sent its first record.':
    'Espere a que un vecino o una pasarela envíe su primer registro.',
  'Nothing called "{1}.{2}" can be done.': 'Aquí no existe «{1}.{2}».',
  'This key was said to be in other hands: by you, or by three of your guardians. It can still call for help.':
    'Se ha dicho que esta llave está en otras manos: lo dijo usted, o tres de sus guardianes. Aún puede pedir ayuda con ella.',
  'this node has stopped: an error in its own code': 'este nodo se ha parado: un error en su propio programa',
  'Start it again.': 'Inícielo de nuevo.',
  'too many frames wait for the store': 'demasiados paquetes esperan al almacenamiento',
  'not sent, because it could not be saved first: {1}': 'no enviado, porque antes no se pudo guardar: {1}',
  'the link is down': 'el enlace está caído',
  'it waited too long and is out of date': 'esperó demasiado y ya no vale',
  'another connection took its place': 'otra conexión ocupó su lugar',
  'This node is not running.': 'Este nodo no está en marcha.',
  'Start it, and try again.': 'Inícielo y vuelva a intentarlo.',
  'This node was stopped.': 'Este nodo se ha detenido.',
  'This device could not save it: {1}.': 'Este dispositivo no pudo guardarlo: {1}.',
  'Make room on the device, then do it again.': 'Haga sitio en el dispositivo y luego repítalo.',
  'This invitation has the wrong length.': 'Esta invitación no tiene la longitud debida.',
  'Copy the whole text again, or ask for a new one.': 'Copie otra vez el texto entero, o pida uno nuevo.',
  'This text has no part that begins with "fm1".': 'En este texto nada empieza por «fm1».',
  'This text has no part that begins with "fj1".': 'En este texto nada empieza por «fj1».',
  'Some letters of this text are missing or wrong.': 'En este texto faltan letras, o algunas están mal.',
  'Nothing called "node.{1}" can be done.': 'Aquí no existe «node.{1}».',
  'Update the software.': 'Actualice el programa.',
  'This person has no key for private messages here.':
    'Aquí no se conoce ninguna llave de esta persona para mensajes privados.',
  'Wait for their profile.': 'Espere su perfil.',
  'A private message has at most {#1} bytes.': 'Un mensaje privado tiene como mucho {#1} bytes.',
  'Shorten it, or send it in two parts.': 'Acórtelo, o envíelo en dos partes.',
  'New frame keys are handed out by whoever closed the newest page, when that page names the next epoch.':
    'Las nuevas llaves de radio las reparte quien cerró la última página, cuando esa página anuncia la etapa siguiente.',
  'Close a page that names the next epoch first.': 'Cierre antes una página que anuncie la etapa siguiente.',
  '{#1} members have no key yet that a new one could be wrapped for.':
    '{#1} {1:miembro no tiene|miembros no tienen} aún una llave con la que cerrar la nueva.',
  'Wait for their profiles, or close a page without them.': 'Espere sus perfiles, o cierre una página sin ellos.',
  'A seed has 16 bytes.': 'Una semilla tiene 16 bytes.',
  'Give 16 random bytes.': 'Dé 16 bytes al azar.',
  'This phone already belongs to a community.': 'Este teléfono ya pertenece a una comunidad.',
  'Erase it first, under "This phone".': 'Bórrelo antes, en «Este teléfono».',
  'Try again. If it stays so, reload the page: what was saved is kept.':
    'Inténtelo de nuevo. Si sigue igual, vuelva a cargar la página: lo guardado se conserva.',
  'No radio is connected.': 'No hay ninguna radio conectada.',
  'Connect one first.': 'Conecte antes una.',
  'This phone has no community yet.': 'Este teléfono aún no tiene comunidad.',
  'Create one or join one first.': 'Cree antes una o únase a una.',
  'the gateway is out of reach': 'la pasarela está fuera de alcance',
  'This gateway serves no community yet.': 'Esta pasarela aún no sirve a ninguna comunidad.',
  'Create or join one on the page.': 'Cree una en la página, o únase a una.',
  'The part of this page that keeps your records did not start.':
    'La parte de esta página que guarda sus registros no arrancó.',
};
